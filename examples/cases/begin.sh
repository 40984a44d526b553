# Read by each worked case: a logbook of its own, and `e`, which shows a command and runs it.
set -eu
: "${ESCALATE:=escalate}"
: "${PLACE:=$(mktemp -d)}"
export ESCALATE_LOGBOOK="$PLACE/logbook.db" ESCALATE_CONFIG="$PLACE/config.toml"

e() {
    printf '\n$ escalate'
    for word; do
        case $word in
        *[!A-Za-z0-9=.:/_-]*) printf ' "%s"' "$word" ;;
        *) printf ' %s' "$word" ;;
        esac
    done
    printf '\n'
    "$ESCALATE" --no-input "$@"
}
