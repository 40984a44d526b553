# A school's logbook on a Monday morning in June 2026: five cases, in several protocols.
. "$(dirname "$0")/cases/begin.sh"

lead="Asha Patel, designated safeguarding lead, Elm School"
worker="Ben Cole, social worker, Children's Social Care"
manager="Dee Roe, team manager, Children's Social Care"
nurse="Siân Llŷr, school nurse, Health"
sergeant="Tom Okoro, detective sergeant, Police"

e init --plain --me "Asha Patel, designated safeguarding lead" --agency "Elm School" --protocol 4lscb

# 1: closed: a referral that was not accepted, and then was.
e open --child J.S. --category contact-or-referral --at "2026-04-02 10:00" \
    --concern "The referral of 1 April was not accepted" --evidence "Bruises on 23 and 31 March" \
    --impact "He is afraid to go home" --from "$lead" --to "$worker" \
    --field "threshold=Physical harm, tier 4" --field "indicators=Unexplained injuries" \
    --field parental-agreement=risk-of-significant-harm
e duty 1 written-account --at "2026-04-02 11:30" --done "Emailed to Ben Cole"
e log 1 --with "$worker" --mode phone --at "2026-04-07 12:00" --result not-agreed \
    --summary "The MASH sees tier 2; I see tier 4. No agreement."
e advance 1 --at "2026-04-07 15:00" --why "No agreement within one working day" \
    --risk "Waiting leaves him with whoever hurts him; escalating may cost some trust"
e decide 1 --who "$manager" --at "2026-04-08 16:00" --result changed \
    --decision "An assessment starts on 9 April" --why "The second bruise was not known to the MASH"
e resolve 1 --outcome decision-changed --at "2026-04-09 16:00" --summary "The referral is accepted" \
    --child-outcome "He is seen on 9 April" --field "outstanding-issues=None"
e confirm 1 --party "Elm School" --by "$lead" --at "2026-04-10 09:00"
e confirm 1 --party "Children's Social Care" --by "$manager" --at "2026-04-10 10:00"

# 2: open, stage three, its limit has passed.
e open --child "Llew W." --category contact-or-referral --at "2026-05-28 09:30" \
    --concern "A second referral about neglect was closed without a visit" \
    --evidence "Hungry on four mornings; no coat in the rain" --from "$lead" --to "$worker"
e log 2 --with "$worker" --mode phone --at "2026-05-28 15:00" --result not-agreed \
    --summary "No further action without a new incident. I do not agree."
e advance 2 --at "2026-05-29 16:00" --why "No agreement within one working day" \
    --risk "He goes hungry while we argue; the family may withdraw him from clubs"
e log 2 --with "$manager" --mode video --at "2026-06-02 11:00" --result not-agreed \
    --summary "The threshold document was read together; we read it differently."
e advance 2 --at "2026-06-02 16:30" --why "The managers did not agree" \
    --risk "A third month without help; escalating further costs time of both services"
e request 2 --from "$lead" --to "$manager" --at "2026-06-02 17:00" \
    --what "The notes of the visit in March" --by 2026-06-05

# 3: open, London, within its week.
e open --protocol london --child "A.B." --category referral-action --at "2026-06-11 14:00" \
    --concern "The strategy meeting was held without health" \
    --evidence "Minutes of 10 June" --impact "A healing fracture was not discussed" --from "$nurse" --to "$worker"
e log 3 --with "$worker" --mode in-person --at "2026-06-12 10:00" --result pending \
    --summary "She asks her manager whether the meeting is held again."

# 4: open, Pan Sussex, a stated limit, police.
e open --protocol pan-sussex --child K7 --category service-provision \
    --at "2026-06-10 09:00" --by "2026-06-17" --agreed-with "$sergeant" \
    --concern "Visits agreed in the plan are not made" --evidence "Two of six visits in May" \
    --impact "Nobody has seen her alone since April" --from "$lead" --to "$sergeant"

# 5: open, like case 2: the disagreement comes back.
e open --child "M.T." --category contact-or-referral --at "2026-06-12 15:30" \
    --concern "A referral about neglect was closed without a visit" \
    --evidence "The same coat and shoes since January" --impact "She is cold and ashamed" --from "$lead" --to "$worker" \
    --field "threshold=Neglect, tier 4" --field "indicators=Persistent neglect" \
    --field parental-agreement=agreed
e due --as-of "2026-06-15 08:30"
