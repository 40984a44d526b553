# A disagreement about an assessment under the HIPS guide, which gives no number of days.
. "$(dirname "$0")/begin.sh"

teacher="Asha Patel, teacher, Elm School"
worker="Ben Cole, social worker, Children's Social Care"
manager="Dee Roe, team manager, Children's Social Care"

e init --plain --me "Asha Patel, teacher" --agency "Elm School" --protocol hips
e open --child J.S. --category assessment-outcomes --concern "The assessment ends without a plan" \
    --impact "He still comes to school hungry" --field "indicators=Neglect, see the Thresholds Document" \
    --from "$teacher" --to "$worker" --at "2026-10-23 14:00"
e timescale 1 --by 2026-10-26 --agreed-with "$worker" --at "2026-10-23 14:10"
e due --as-of "2026-10-24 09:00"
e party 1 --keeps-record "Elm School" --where "CPOMS" --at "2026-10-23 14:20"
e party 1 --keeps-record "Children's Social Care" --where "The case record" --at "2026-10-23 14:20"
e advance 1 --why "Not resolved between us" --at "2026-10-26 17:10"
e log 1 --with "$manager" --mode video --result not-agreed --summary "The outcome stands; early help is offered" --at "2026-10-27 10:00"
e resolve 1 --outcome decision-stands --summary "The assessment stands, with early help" --at "2026-10-27 10:30"
e confirm 1 --party "Elm School" --by "$teacher" --at "2026-10-27 11:00"
e confirm 1 --party "Children's Social Care" --by "$manager" --at "2026-10-27 12:00"
e list
