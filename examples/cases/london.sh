# A core group that does not meet, in London: approved and filed, as PA4 asks.
. "$(dirname "$0")/begin.sh"

nurse="Nia Nye, health visitor, Borough Health Trust"
worker="Ben Cole, social worker, Borough Social Care"
matron="Mo May, matron, Regional Children's Hospital"

e init --plain --me "Nia Nye, health visitor" --agency "Borough Health Trust" --protocol london
e open --child K.T. --category core-group-timing --at "2026-03-27 15:00" \
    --concern "The core group has not met for nine weeks" --impact "The plan for his feeding stands still" \
    --from "$nurse" --to "$worker"
e protect 1 --step "A core group meeting within the week" --who "$nurse" --at "2026-03-27 15:00"
e log 1 --with "$worker" --mode phone --at "2026-03-30 09:30" --result not-agreed --summary "No date can be promised"
e timescale 1 --protect-by "2026-04-01 17:00" --agreed-with "$worker" --at "2026-03-30 09:45"
e party 1 --add "$matron" --at "2026-03-31 10:00"
e advance 1 --why "No date by the time that protects him" --at "2026-04-01 17:30"
e duty 1 designated-advice --done "The designated nurse was asked" --at "2026-04-02 09:00"
e log 1 --with "$matron" --mode meeting --at "2026-04-02 14:00" --result agreed --summary "The core group meets on 8 April"
e resolve 1 --outcome agreed --summary "A date is agreed" --child-outcome "The plan goes on" --at "2026-04-02 14:30"
e due
e approve 1 --by "$matron"
e file 1 --where "Child's file, section 4"
e show 1
