
# Ids of projects and folders, found by their names: the program asks Kinescope, for at most five
# seconds, and prints nothing where no token is set.

# Which ids the word at this place takes, if any: INDEX WORD...
function _kinescope_kind() {
  local at=$(($1 + 1))
  shift
  local before="${@:$((at - 1)):1}"
  if [ "$before" = "=" ]; then
    before="${@:$((at - 2)):1}"
  fi
  case "$before" in
    --parent | --to) echo parent && return ;;
    --project) echo project && return ;;
    --in) echo folder && return ;;
    --folder) [ "$2" = videos ] && echo folder && return ;;
  esac
  case "$2:$at:$3:${@:$at:1}" in
    folders:*:-*) ;;
    folders:3:*) echo project ;;
    folders:4:create:* | folders:4:rename:* | folders:4:delete:*) echo project ;;
    folders:5:rename:* | folders:5:delete:*) echo folder ;;
  esac
}

# PROGRAM KIND WORD: lines of an id, a tab, and a name.
function _kinescope_ids() {
  "$1" completion --ids "$2" --word "${3#=}" 2>/dev/null </dev/null
}

function _complete_kinescope_with_ids() {
  local kind line
  local found=() ids=()
  kind=$(_kinescope_kind "$COMP_CWORD" "${COMP_WORDS[@]}")
  COMPREPLY=()
  if [ -z "$kind" ] || [ "${COMP_WORDS[1]}:$COMP_CWORD" = folders:2 ]; then
    _complete_kinescope
  fi
  if [ -n "$kind" ] && [ "${#COMPREPLY[@]}" -eq 0 ]; then
    while IFS= read -r line; do
      ids+=("${line%%$'\t'*}")
      found+=("${line/$'\t'/  }")
    done < <(_kinescope_ids "${COMP_WORDS[0]}" "$kind" "${COMP_WORDS[COMP_CWORD]}")
    if [ "${#ids[@]}" -eq 1 ]; then
      COMPREPLY=("${ids[0]}")
    elif [ "${#ids[@]}" -gt 1 ]; then
      COMPREPLY=("${found[@]}") # the names help to choose; what is typed next decides
    fi
  fi
}

if [ -n "${ZSH_VERSION-}" ]; then
  # Not through bash's completions, which know no descriptions and match by the word alone.
  function _kinescope_zsh() {
    local kind line
    local -a found ids
    kind=$(_kinescope_kind $((CURRENT - 1)) "${words[@]}")
    if [ -z "$kind" ] || [ "${words[2]}:$CURRENT" = folders:3 ]; then
      _bash_complete -o default -F _complete_kinescope
    fi
    if [ -n "$kind" ]; then
      while IFS= read -r line; do
        ids+=("${line%%$'\t'*}")
        found+=("${line/$'\t'/  }")
      done < <(_kinescope_ids "${words[1]}" "$kind" "${words[CURRENT]}")
      [ "${#ids[@]}" -eq 0 ] || compadd -U -l -d found -- "${ids[@]}"
    fi
  }
  compdef _kinescope_zsh kinescope
else
  complete -F _complete_kinescope_with_ids -o default kinescope
fi
