#!/usr/bin/env bash
# What the action runs: one check, whose report becomes annotations, a step summary and a file to keep.
set -uo pipefail

files=()
while IFS= read -r pattern; do
  [ -n "$pattern" ] || continue
  mapfile -t found < <(compgen -G "$pattern" || printf '%s\n' "$pattern")  # what matches nothing is reported as missing
  files+=("${found[@]}")
done <<< "$FILES"

options=(--no-progress --values "$VALUES")
[ -n "$CONFIG" ] && options+=(--config "$CONFIG")
[ -n "$BASELINE" ] && options+=(--baseline "$BASELINE")
[ -n "$FAIL_UNDER" ] && options+=(--fail-under "$FAIL_UNDER")
[ "$WARN_ONLY" = true ] && options+=(--warn-only)

made=$(mktemp -d)
"$TABBERT" check "${options[@]}" -o "$REPORT" -o "$made/run.annotations" -o "$made/summary.md" -- "${files[@]}"
code=$?
if [ -f "$made/summary.md" ]; then
  cat "$made/run.annotations"
  cat "$made/summary.md" >> "$GITHUB_STEP_SUMMARY"
fi
echo "exit-code=$code" >> "$GITHUB_OUTPUT"
exit "$code"
