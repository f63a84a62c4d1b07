# SPDX-License-Identifier: MIT
# An utterance log as people review it: when and why, then each span as spoken, and as shown where that differs.
# jq -r -f transcript.jq UTTERANCES.jsonl

def clock: "\(. / 1000 | floor).\(. % 1000 + 1000 | tostring | .[1:])";

"\(.start | clock)–\(.end | clock) \(.cause)"
+ (if .urgent then " urgent" else "" end)
+ (if .route != "speaker" then " \(.route)" else "" end)
+ " rate \(.rate) volume \(.volume)"
+ (if .interrupted_by then " (cut: \(.interrupted_by))" else "" end),
(.spans[]
	| "  [\(.lang)]"
		+ (if .private then " (private)" else "" end)
		+ " \(.words)"
		+ (if .pause then " …\(.pause)" else "" end)
		+ (if .shown == .words then "" else "\n       shown: \(.shown | tojson)" end))
