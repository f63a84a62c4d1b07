/* SPDX-License-Identifier: MIT */
/* Tables of sentences for guichetctl queue. */
#include "ctl/queue_words.h"

#include <errno.h>
#include <stddef.h>

const char *const queue_words_reasons[LANG_COUNT][OUTBOX_REASONS] = {
	{ "", "no answer", "not the server that is trusted, or this machine’s clock is wrong",
		"the intake does not accept this kiosk’s key", "the intake asks for time",
		"something answers that is not the intake" },
	{ "", "aucune réponse",
		"ce n’est pas le serveur auquel on se fie, ou l’horloge de cette machine est fausse",
		"le service de réception n’accepte pas la clé de cette borne",
		"le service de réception demande d’attendre",
		"ce qui répond n’est pas le service de réception" },
};

struct entry {
	const char *begins; /* of the code */
	const char *what[LANG_COUNT], *advice[LANG_COUNT];
};

/* Those of docs/formats/openapi.json that concern one request, and guichet-sync's own. */
static const struct entry entries[] = {
	{ "damaged",
		{ "its bytes on this disk are no longer those that were sealed",
			"ses octets sur ce disque ne sont plus ceux qui ont été scellés" },
		{ "It cannot be opened any more; do not send it again. Check the disk, and tell the department the number and the "
		  "day: a client waits for a call.",
			"Elle ne peut plus être ouverte; ne la renvoyez pas. Vérifiez le disque, et donnez au ministère le numéro et "
			"la date\u00a0: un client attend un appel." } },
	{ "SUB-400-",
		{ "the intake does not understand how this kiosk sends",
			"le service de réception ne comprend pas cette borne" },
		{ "Bring kiosk and intake to versions that fit together, then put it back.",
			"Mettez la borne et le service de réception à des versions compatibles, puis remettez-la en attente." } },
	{ "SUB-409-",
		{ "the intake has other bytes under the same number",
			"le service de réception a d’autres octets sous le même numéro" },
		{ "Tell those who run the intake: sending it again changes nothing until they have found out why.",
			"Avertissez les responsables du service de réception\u00a0: la renvoyer ne change rien tant qu’ils n’ont pas "
			"trouvé pourquoi." } },
	{ "SUB-413-",
		{ "it is larger than the intake allows",
			"elle est plus grande que le permet le service de réception" },
		{ "Ask those who run the intake to allow 640 KiB for a request, then put it back.",
			"Demandez aux responsables du service de réception de permettre 640\u00a0Kio par demande, puis remettez-la en "
			"attente." } },
	{ "SUB-422-",
		{ "the intake cannot read its label, or it names another request",
			"le service de réception ne peut pas lire son étiquette, ou elle nomme une autre demande" },
		{ "Update Guichet on the kiosk or at the intake, whichever is older, then put it back.",
			"Mettez à jour Guichet sur la borne ou au service de réception, là où il est plus ancien, puis remettez-la en "
			"attente." } },
	{ "receipt-forged",
		{ "its receipt was not signed by the intake that is trusted",
			"son reçu n’a pas été signé par le service de réception auquel on se fie" },
		{ "Fetch intake.jwks anew from those who run the intake.",
			"Demandez de nouveau intake.jwks aux responsables du service de réception." } },
	{ "receipt-other",
		{ "its receipt is for another request or other bytes",
			"son reçu est pour une autre demande ou d’autres octets" },
		{ "Tell those who run the intake.",
			"Avertissez les responsables du service de réception." } },
};
enum { N_ENTRIES = sizeof(entries) / sizeof(entries[0]) };

static const struct entry *
entry_of(struct str code)
{
	for (int i = 0; i < N_ENTRIES; i++) {
		if (str_starts(code, str_of(entries[i].begins))) {
			return &entries[i];
		}
	}
	return NULL;
}

const char *
queue_words_error(enum lang lang, struct str code)
{
	for (int i = OUTBOX_REASON_NONE + 1; i < OUTBOX_REASONS; i++) {
		if (str_eq(code, str_of(outbox_reason_name((enum outbox_reason)i)))) {
			return queue_words_reasons[lang][i];
		}
	}
	const struct entry *entry = entry_of(code);
	return entry == NULL ? NULL : entry->what[lang];
}

const char *
queue_words_advice(enum lang lang, struct str code)
{
	static const char *const others[LANG_COUNT] = {
		"Send the code to those who run the intake; put it back when they have mended what it says.",
		"Envoyez le code aux responsables du service de réception; remettez-la en attente quand ils auront réparé ce qu’il "
		"signale.",
	};
	const struct entry *entry = entry_of(code);
	return entry == NULL ? others[lang] : entry->advice[lang];
}

const char *
queue_words_trouble(int error)
{
	switch (error) {
	case -ENOENT:
		return "Il n’y a pas de file à cet endroit, ou le dossier est en lecture seule. Donnez le dossier d’état de la borne "
			   "(--state); guichet y crée la file à son premier démarrage.";
	case -EBADMSG:
		return "La file est endommagée. Rien n’y a été changé ni effacé. Arrêtez guichet et guichet-sync, exécutez "
			   "guichetctl queue --set-aside, et envoyez à l’atelier le fichier qu’il nomme\u00a0: la plupart des demandes "
			   "peuvent être sauvées. Vérifiez ensuite le disque.";
	case -ENOTSUP:
		return "Le système de fichiers a des blocs de moins de 4\u00a0Kio, ce qui n’est pas sûr quand il est plein. Refaites la "
			   "partition de données avec des blocs de 4\u00a0Kio\u00a0: mkfs.ext4 -b 4096.";
	case -EPROTO:
		return "Ce fichier n’est pas une file de cette version de Guichet. Mettez Guichet à jour, ou nommez le bon fichier; "
			   "n’effacez pas celui-ci.";
	case -ENOSPC:
		return "Le disque est plein. Reliez la borne au réseau pour que les demandes en attente soient livrées, ou libérez de "
			   "l’espace sur la partition de données.";
	case -EBUSY:
		return "Un autre programme tient la file. Attendez, ou arrêtez le programme qui la tient.";
	case -EACCES:
	case -EPERM:
	case -EROFS:
		return "La file, ou le dossier où elle se trouve, ne permet pas l’écriture. Vérifiez le propriétaire et le mode du "
			   "dossier d’état, et si son système de fichiers est en lecture seule.";
	default:
		return "La file ne peut pas être utilisée. Cherchez des erreurs de disque dans le journal du noyau; s’il y en a, "
			   "remplacez le disque. N’effacez rien.";
	}
}
