"""The ten deadlines of scenarios E5 as a secretariat may paste them, in nine layouts. The wording is made up."""

from __future__ import annotations

from datetime import date, time

from handlers.rules.moments import a_day, before, spanning
from storage.tables import Precision

COMMITTEE = "Politisk Koordination & Økonomi"
MANAGERS = "Den Kommunale Ledergruppe"
TEN = [
    ("Byråd", a_day(date(2014, 1, 6))),
    (COMMITTEE, a_day(date(2014, 1, 13))),
    ("Hovedudvalg", before(date(2014, 2, 17))),
    (COMMITTEE, a_day(date(2014, 2, 17))),
    (MANAGERS, a_day(date(2014, 2, 19), time(16), time(18))),
    ("Hovedudvalg", a_day(date(2014, 2, 24))),
    ("AMR, TR og ledere", a_day(date(2014, 3, 5))),
    (MANAGERS, spanning(Precision.range, date(2014, 4, 3), date(2014, 4, 4))),
    ("Byråd", a_day(date(2014, 5, 27))),
    ("Byråd", a_day(date(2014, 6, 16))),
]

BULLETED = """\
Tidsplan januar-juni 2014

- 6. januar: Byråd, dialogmøde – metoden drøftes
- 13. januar: Politisk Koordination & Økonomi – metoden besluttes
- *inden* den 17. februar (dato ikke fastlagt): Hovedudvalg – idéen drøftes
- 17. februar: Politisk Koordination & Økonomi
   - Hvis udvalget i januar siger ja til grupperne, skal kommissorier godkendes
   - Oplæg om de resterende 65 mio. kr.
- Den 19. februar kl. 16-18: Den Kommunale Ledergruppe, fyraftensmøde
   - Information om forstyrrelsesgrupper
   - Budgettet og råderummet, kort fortalt
   - Nyt fra direktionen
- 24. februar: Hovedudvalg, møde
- 5. marts: Temadag for AMR, TR og ledere
   - formiddag: kerneopgaver
   - eftermiddag: arbejdsmiljø
- 3-4 april: Den Kommunale Ledergruppe, seminar
   - Status på arbejdet
- 27. maj: Temamøde i byrådet, hvor grupperne lægger deres oplæg frem
- 16. juni: Temamøde i byrådet: status på budgetlægningen
"""

NUMBERED = """\
1. Mandag den 6. januar 2014: Byråd
   Dialogmøde om metoden.
2. Mandag den 13. januar: Politisk Koordination & Økonomi beslutter metoden
3. Inden mandag den 17. februar: Hovedudvalgsmøde (dato ikke fastlagt)
4. Mandag den 17. februar: Politisk Koordination & Økonomi
   a) Kommissorier, hvis udvalget har sagt ja
   b) Oplæg om 65 mio. kr.
5. Onsdag den 19. februar, kl. 16.00-18.00: Den Kommunale Ledergruppe
   a) Information om grupperne
   b) Budget
   c) Organisation
6. Mandag den 24. februar: Hovedudvalg
7. Onsdag den 5. marts: Temadag for AMR, TR og ledere. Formiddag: kerneopgaver. Eftermiddag: arbejdsmiljø.
8. Torsdag-fredag den 3.-4. april: Den Kommunale Ledergruppe, seminar
9. Tirsdag den 27. maj: Byråd, temamøde
10. Mandag den 16. juni: Byråd, temamøde
"""

MARKDOWN = """\
## Plan for foråret

| Dato | Organ | Indhold |
|------|-------|---------|
| Mandag den 6. januar 2014 | Byråd, dialogmøde | Metoden drøftes |
| 13. januar | Politisk Koordination & Økonomi | Metoden besluttes |
| *Inden* 17. februar (dato ikke fastlagt) | Hovedudvalg | Idéen drøftes |
| 17. februar | Politisk Koordination & Økonomi | Kommissorier (hvis udvalget siger ja); oplæg om 65 mio. kr. |
| 19. februar kl. 16-18 | Den Kommunale Ledergruppe | Fyraftensmøde: grupperne; budget; organisation |
| 24. februar | Hovedudvalg | Møde |
| 5. marts | AMR, TR og ledere | Temadag: formiddag kerneopgaver, eftermiddag arbejdsmiljø |
| 3.-4. april | Den Kommunale Ledergruppe | Seminar, status |
| 27. maj | Byråd, temamøde | Grupperne lægger oplæg frem |
| 16. juni | Byråd, temamøde | Status på budgetlægningen |
"""

WORD_TABLE = """\
2014
Uge 2\tmandag\t6. januar\t\tByråd\tDialogmøde om metoden
Uge 3\tmandag\t13. januar\t\tPolitisk Koordination & Økonomi\tMetoden besluttes
\t\tinden 17. februar\t\tHovedudvalg\tIdéen drøftes\t
Uge 8\tmandag\t17. februar\t\tPolitisk Koordination & Økonomi\tKommissorier og oplæg
Uge 8\tonsdag\t19. februar\t16-18\tDen Kommunale Ledergruppe\tFyraftensmøde
\t\t\t\t\t- Information om grupperne
\t\t\t\t\t- Budget
Uge 9\tmandag\t24. februar\t\tHovedudvalg\tMøde
Uge 10\tonsdag\t5. marts\t\tAMR, TR og ledere\tTemadag
Uge 14\ttors-fre\t3.-4. april\t\tDen Kommunale Ledergruppe\tSeminar
Uge 22\ttirsdag\t27. maj\t\tByråd\tTemamøde
Uge 25\tmandag\t16. juni\t\tByråd\tTemamøde
"""

COLUMNS = """\
Hvornår                       Hvem                                Hvad
man 06.01.2014                Byråd                               Dialogmøde
man 13.01.2014                Politisk Koordination & Økonomi     Metoden besluttes
inden 17.02.2014              Hovedudvalg                         Idéen drøftes
man 17.02.2014                Politisk Koordination & Økonomi     Kommissorier; oplæg om 65 mio. kr.
ons 19.02.2014 kl. 16-18      Den Kommunale Ledergruppe           Fyraftensmøde
man 24.02.2014                Hovedudvalg                         Møde
ons 05.03.2014                AMR, TR og ledere                   Temadag
3.-4. april 2014              Den Kommunale Ledergruppe           Seminar
tirs 27.05.2014               Byråd                               Temamøde
man 16.06.2014                Byråd                               Temamøde
"""

SEMICOLONS = """\
Dato;Tid;Organ;Indhold;Bemærkning
06.01.2014;;Byråd;"Dialogmøde, metoden drøftes";
13.01.2014;;Politisk Koordination & Økonomi;Metoden besluttes;
inden 17.02.2014;;Hovedudvalg;Idéen drøftes;dato ikke fastlagt
17.02.2014;;Politisk Koordination & Økonomi;Kommissorier;hvis udvalget siger ja
19.02.2014;16-18;Den Kommunale Ledergruppe;Fyraftensmøde;
24.02.2014;;Hovedudvalg;Møde;
05.03.2014;;AMR, TR og ledere;Temadag;
03.04.2014-04.04.2014;;Den Kommunale Ledergruppe;Seminar;
27.05.2014;;Byråd;Temamøde;
16.06.2014;;Byråd;Temamøde;
"""

CELL_BY_CELL = """\
Dato
Organ
Indhold
6. januar 2014
Byråd
Dialogmøde om metoden
13. januar 2014
Politisk Koordination & Økonomi
Metoden besluttes
Inden den 17. februar 2014
Hovedudvalg
Idéen drøftes
17. februar 2014
Politisk Koordination & Økonomi
Kommissorier godkendes
Oplæg om 65 mio. kr.
19. februar 2014 kl. 16-18
Den Kommunale Ledergruppe
Fyraftensmøde
24. februar 2014
Hovedudvalg
Møde
5. marts 2014
AMR, TR og ledere
Temadag
3. og 4. april 2014
Den Kommunale Ledergruppe
Seminar
27. maj 2014
Byråd
Temamøde
16. juni 2014
Byråd
Temamøde
"""

PROSE = """\
Den 6. januar 2014 holder byrådet dialogmøde, hvor metoden drøftes. Den 13. januar tager Politisk Koordination & \
Økonomi stilling til metoden. Inden den 17. februar (dato ikke fastlagt) drøfter hovedudvalget idéen.

Den 17. februar mødes Politisk Koordination & Økonomi. Hvis udvalget i januar siger ja, skal kommissorier godkendes. \
Der er også oplæg om 65 mio. kr. Onsdag den 19. februar kl. 16-18 er der fyraftensmøde i Den Kommunale Ledergruppe, og \
den 24. februar holder hovedudvalget møde. Den 5. marts er der
temadag for AMR, TR og ledere. Den 3.-4. april holder Den Kommunale Ledergruppe seminar med status.

27. maj holder byrådet temamøde, hvor grupperne lægger deres oplæg frem. Den 16. juni holder byrådet temamøde.
"""

MAIL = """\
> *Plan for grupperne, 2014*
>
> 6/1: Byråd, dialogmøde
> 13/1: Politisk Koordination & Økonomi, metoden besluttes
> Inden den 17/2: Hovedudvalg
> 17/2: Politisk Koordination & Økonomi, kommissorier
> 19/2 kl. 16-18: Den Kommunale Ledergruppe, fyraftensmøde
> 24/2: Hovedudvalg, møde
> 5/3: AMR, TR og ledere: temadag
> 3/4-4/4: Den Kommunale Ledergruppe, seminar
> 27/5: Byråd, temamøde
> 16/6: Byråd, temamøde
"""

LAYOUTS = {
    "bulleted, nested, emphasis": BULLETED,
    "numbered": NUMBERED,
    "Markdown table": MARKDOWN,
    "table from Word": WORD_TABLE,
    "columns of blanks": COLUMNS,
    "semicolons from a spreadsheet": SEMICOLONS,
    "each cell on its line": CELL_BY_CELL,
    "running text": PROSE,
    "quoted in a mail": MAIL,
}
