#!/usr/bin/env bash
# What the action runs: one check, whose report becomes annotations, a step summary and a file to keep.
# Patterns that match nothing stay as they are, so that the check says what is missing. Written for bash 3.2 (macOS).
set -uo pipefail

files=()
while IFS= read -r pattern; do
  [ -n "$pattern" ] || continue
  while IFS= read -r file; do files+=("$file"); done < <(compgen -G "$pattern" || printf '%s\n' "$pattern")
done <<< "$FILES"

options=(--no-progress --values "$VALUES")
[ -n "$CONFIG" ] && options+=(--config "$CONFIG")
[ -n "$BASELINE" ] && options+=(--baseline "$BASELINE")
[ -n "$FAIL_UNDER" ] && options+=(--fail-under "$FAIL_UNDER")
[ "$WARN_ONLY" = true ] && options+=(--warn-only)

made=$(mktemp -d)
"$TABBERT" check "${options[@]}" -o "$REPORT" -o "$made/run.annotations" -o "$made/summary.md" -- ${files[@]+"${files[@]}"}
code=$?
if [ -f "$made/summary.md" ]; then
  cat "$made/run.annotations"
  cat "$made/summary.md" >> "$GITHUB_STEP_SUMMARY"
fi
echo "exit-code=$code" >> "$GITHUB_OUTPUT"
exit "$code"
