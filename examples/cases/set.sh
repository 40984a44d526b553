# A volunteer's concern in Essex: a decision is reconsidered in the light of new information.
. "$(dirname "$0")/begin.sh"

volunteer="Val Hay, volunteer, Youth Club"
worker="Ben Cole, social worker, Children's Social Care"
manager="Dee Roe, team manager, Children's Social Care"

e init --plain --me "Val Hay, volunteer" --agency "Youth Club" --protocol set
e open --child J.S. --category referral --concern "The referral was closed" --impact "Nobody looks after her little brother" \
    --from "$volunteer" --to "$worker" --at "2026-04-13 10:00"
e duty 1 safeguarding-lead-advice --done "Our safeguarding lead was asked" --at "2026-04-13 11:00"
e log 1 --with "$worker" --mode phone --result not-agreed --summary "It stays closed" --at "2026-04-14 10:00"
e advance 1 --why "Not resolved" --risk "They stay alone at night; asking again costs little" --at "2026-04-14 12:00"
e decide 1 --who "$manager" --decision "It stays closed" --result stands --at "2026-04-15 10:00"
e request 1 --from "$manager" --to "$volunteer" --what "Dates on which they were alone" --by "2026-04-16 12:00" --at "2026-04-15 10:05"
e answer 1 6 --text "3, 7 and 10 April" --at "2026-04-15 18:00"
e decide 1 --who "$manager" --decision "An assessment starts" --result changed --replaces 5 --why "Three nights in a week" --at "2026-04-16 09:00"
e resolve 1 --outcome decision-changed --summary "An assessment starts" --field "plan=A visit on 17 April" --child-outcome "A visit on 17 April" --at "2026-04-16 09:30"
e account 1
