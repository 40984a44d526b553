# A refused referral over Easter 2026, in Hampshire: from the concern to the confirmed outcome.
. "$(dirname "$0")/begin.sh"

teacher="Asha Patel, teacher, Elm School"
worker="Ben Cole, social worker, Children's Social Care"
manager="Dee Roe, team manager, Children's Social Care"

e init --plain --me "Asha Patel, teacher" --agency "Elm School" --protocol 4lscb
e open --child J.S. --category contact-or-referral --at "2026-04-02 10:00" \
    --concern "The referral of 1 April was not accepted" --evidence "Bruises on 23 and 31 March" \
    --impact "He is afraid to go home" --from "$teacher" --to "$worker" \
    --field "threshold=Physical harm, tier 4" --field "indicators=Unexplained injuries" \
    --field parental-agreement=risk-of-significant-harm
e duty 1 written-account --at "2026-04-02 11:30" --done "Emailed to Ben Cole"
e log 1 --with "$worker" --mode phone --at "2026-04-07 12:00" --result not-agreed \
    --summary "The MASH sees tier 2; I see tier 4. No agreement."
e next 1
e advance 1 --at "2026-04-07 15:00" --why "No agreement within one working day" \
    --risk "Waiting leaves him with whoever hurts him; escalating may cost some trust"
e decide 1 --who "$manager" --at "2026-04-08 16:00" --result changed \
    --decision "An assessment starts on 9 April" --why "The second bruise was not known to the MASH"
e action 1 --what "Start the assessment" --owner "$manager" --by 2026-04-09 --agreed-with "$teacher" --at "2026-04-08 16:00"
e due --as-of "2026-04-08 17:00"
e action 1 6 --done "Started; first visit made" --at "2026-04-09 15:00"
e resolve 1 --outcome decision-changed --at "2026-04-09 16:00" --summary "The referral is accepted" \
    --child-outcome "He is seen on 9 April" --field "outstanding-issues=None"
e confirm 1 --party "Elm School" --by "$teacher" --at "2026-04-10 09:00"
e confirm 1 --party "Children's Social Care" --by "$manager" --at "2026-04-10 10:00"
e show 1
e verify
