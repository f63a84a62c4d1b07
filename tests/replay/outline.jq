# SPDX-License-Identifier: MIT
# A scene log as people review it: one paragraph a scene, with the nodes that are new since the one before, and of the
# others what is different.
# jq -n -r --argjson boxes false -f outline.jq SCENE.jsonl; with boxes also where each node is and in which colours.

def member(name; value): if value == null then "" else " \(name) \(value | tojson)" end;

def box:
	(.rect | " \(.[0]),\(.[1]) \(.[2])x\(.[3])") + " \(.fg) on \(.bg) edge \(.border)";

# Long answers grow by a character a scene: their end and length will do.
def short: if . != null and length > 80 then "…\(.[-40:]) (\(length) characters)" else . end;

# What a client's doing changes, and the rest.
def live:
	member("="; .value | short)
	+ member("error"; .error)
	+ member("value said"; .value_spoken)
	+ (if .states then " [\(.states | join(" "))]" else "" end)
	+ (if .caret != null then " caret \(.caret)" else "" end)
	+ (if .shown then "" else " not shown" end)
	+ (if $boxes then box else "" end);

def rest($lang):
	(if .level then " level \(.level)" else "" end)
	+ (if .indent then " indent \(.indent)" else "" end)
	+ (if .name then " \(.name | tojson)" else "" end)
	+ member("mark"; .mark)
	+ member("hint"; .hint)
	+ member("said"; .spoken)
	+ member("instruction"; .instruction)
	+ (if .private then " private" else "" end)
	+ (if .decorative then " decorative" else "" end)
	+ (if .of then " \(.position)/\(.of)" else "" end)
	+ (if .parent then " in \(.parent)" else "" end)
	+ (if .lang != $lang then " (\(.lang))" else "" end);

def outline($lang):
	{key: "\(.role) \(.id)", rest: rest($lang), live: live};

# Only what is different, where the node was there before.
def line($before):
	if $before == null then "  \(.key)\(.rest)\(.live)"
	elif $before.rest != .rest then "  \(.key)\(.rest)\(.live)"
	elif $before != . then "  \(.key)\(.live)"
	else empty end;

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
			+ [$now[] | . as $node | $node.value | line(($before // {})[$node.key])])
	};
	.lines[])
