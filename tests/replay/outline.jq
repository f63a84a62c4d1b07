# SPDX-License-Identifier: MIT
# A scene log as people review it: one paragraph a scene, with the nodes that are new or different since the one before.
# jq -n -r --argjson boxes false -f outline.jq SCENE.jsonl; with boxes also where each node is and in which colours.

def member(name; value): if value == null then "" else " \(name) \(value | tojson)" end;

def box:
	(.rect | " \(.[0]),\(.[1]) \(.[2])x\(.[3])") + " \(.fg) on \(.bg) edge \(.border)";

def outline($lang):
	.role
	+ (if .level then " \(.level)" else "" end)
	+ " \(.id)"
	+ (if .name then " \(.name | tojson)" else "" end)
	+ member("mark"; .mark)
	+ member("="; .value)
	+ member("hint"; .hint)
	+ member("error"; .error)
	+ member("said"; .spoken)
	+ member("value said"; .value_spoken)
	+ member("instruction"; .instruction)
	+ (if .states then " [\(.states | join(" "))]" else "" end)
	+ (if .private then " private" else "" end)
	+ (if .decorative then " decorative" else "" end)
	+ (if .of then " \(.position)/\(.of)" else "" end)
	+ (if .caret != null then " caret \(.caret)" else "" end)
	+ (if .parent then " in \(.parent)" else "" end)
	+ (if .lang != $lang then " (\(.lang))" else "" end)
	+ (if .shown then "" else " not shown" end)
	+ (if $boxes then box else "" end);

def heading:
	"\(.t) \(.page) \(.lang) \(.title | tojson)"
	+ (if .parts > 1 then " part \(.part + 1) of \(.parts)" else "" end)
	+ " size \(.size) \(.theme)"
	+ (if .focus then " focus \(.focus)" else "" end);

foreach inputs as $scene ({};
	.nodes as $before
	| ($scene.nodes | to_entries
		| map({key: (if .value.id == "" then "#\(.key)" else .value.id end), value: (.value | outline($scene.lang))})) as $now
	| ($now | from_entries) as $after
	| {
		nodes: $after,
		lines: ([$scene | heading]
			+ [($before // {} | keys_unsorted | map(select($after[.] == null))) as $gone
				| if $gone == [] then empty else "  gone: \($gone | join(" "))" end]
			+ [$now[] | select(($before // {})[.key] != .value) | "  \(.value)"])
	};
	.lines[])
