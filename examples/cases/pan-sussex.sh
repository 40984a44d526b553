# A child who may be hurt tonight, in Sussex: opened at a later stage, and the timeframe stated after.
. "$(dirname "$0")/begin.sh"

officer="Ed Fox, detective constable, County Police"
worker="Ben Cole, social worker, Children's Services"
head="Ola Orr, head of service, Children's Services"

e init --plain --me "Ed Fox, detective constable" --agency "County Police" --protocol pan-sussex
e open --child J.S. --category need-for-action --stage 3 --immediate-harm --why "Her father is released today" \
    --concern "No strategy meeting is called" --evidence "Two calls to the police this week" \
    --impact "She is at risk tonight" --from "$officer" --to "$worker" --at "2026-04-13 15:00"
e timescale 1 --by "2026-04-13 18:00" --agreed-with "$head" --at "2026-04-13 15:20"
e log 1 --with "$head" --mode phone --result agreed --summary "A strategy meeting at 17:00" \
    --field "child-focus=Where she sleeps tonight" --at "2026-04-13 15:40"
e duty 1 safeguarding-lead-advice --done "The safeguarding lead agrees" --at "2026-04-13 15:50"
e resolve 1 --outcome agreed --summary "The strategy meeting is held" --child-outcome "She is with her aunt" --at "2026-04-13 17:30"
e show 1
