/* SPDX-License-Identifier: MIT */
/* What each outcome of an enrolment means, and what to do about it. */
#include "device/enrolment.h"

static const char *const words[ENROLMENT_RESULTS][LANG_COUNT] = {
	[ENROLMENT_EXISTS] = { "This kiosk has a key already. Say --again to replace it: then the old one is refused.",
		"Cette borne a déjà une clé. Donnez --again pour la remplacer : l’ancienne est alors refusée." },
	[ENROLMENT_CODE_MALFORMED] = { "This is no code: it has 26 letters and digits. Compare it with what was given out.",
		"Ce n’est pas un code : il compte 26 lettres et chiffres. Comparez-le avec celui qui a été remis." },
	[ENROLMENT_CODE_UNKNOWN] = { "The intake does not know this code. Compare it with what was given out, or ask for a new one.",
		"Le service de réception ne connaît pas ce code. Comparez-le avec celui qui a été remis, ou demandez-en un autre." },
	[ENROLMENT_CODE_EXPIRED] = { "The code has expired. Ask for a new one.",
		"Le code est expiré. Demandez-en un autre." },
	[ENROLMENT_CODE_USED] = { "The code was used already, for another key. If that was not you, tell those who run the intake. Ask for a new code.",
		"Le code a déjà servi, pour une autre clé. Si ce n’était pas vous, avertissez les responsables. Demandez un autre code." },
	[ENROLMENT_CODE_FOREIGN] = { "The code is for another kiosk. Compare the asset tag, or ask for a code for this one.",
		"Le code est pour une autre borne. Comparez l’étiquette, ou demandez un code pour celle-ci." },
	[ENROLMENT_KEY_WITHDRAWN] = { "The key was withdrawn meanwhile. A new one is made when you begin again.",
		"La clé a été révoquée entre-temps. Une nouvelle est créée quand vous recommencez." },
	[ENROLMENT_GUESSES] = { "There were too many wrong codes. Wait an hour, then type the code with care.",
		"Il y a eu trop de mauvais codes. Attendez une heure, puis tapez le code avec soin." },
	[ENROLMENT_NO_ANSWER] = { "The intake does not answer. Check the network and the address. Then do the same again: nothing is lost.",
		"Le service de réception ne répond pas. Vérifiez le réseau et l’adresse. Refaites ensuite la même chose : rien n’est perdu." },
	[ENROLMENT_UNTRUSTED] = { "What answers is not the trusted intake, or the clock is wrong. Check the file of the authority, then the clock.",
		"Ce qui répond n’est pas le service de confiance, ou l’horloge est fausse. Vérifiez le fichier de l’autorité, puis l’horloge." },
	[ENROLMENT_NOT_INTAKE] = { "What answers is not an intake: a network’s portal, or a wrong address. Check the network and the address.",
		"Ce qui répond n’est pas un service de réception : un portail de réseau, ou une mauvaise adresse. Vérifiez les deux." },
	[ENROLMENT_NO_AUTHORITY] = { "This intake issues no certificates. Ask those who run it for an authority.",
		"Ce service de réception ne délivre pas de certificats. Demandez une autorité aux responsables." },
	[ENROLMENT_NO_KEYS] = { "The intake does not tell its public keys. Ask those who run it to put intake.jwks there.",
		"Le service de réception ne donne pas ses clés publiques. Demandez aux responsables d’y mettre intake.jwks." },
	[ENROLMENT_BUSY] = { "The intake is busy or not well. Do the same again in a few minutes: nothing is lost.",
		"Le service de réception est occupé ou en panne. Refaites la même chose dans quelques minutes : rien n’est perdu." },
	[ENROLMENT_REFUSED] = { "The intake refuses the request. Tell those who run it the code of the problem.",
		"Le service de réception refuse la demande. Donnez le code du problème aux responsables." },
	[ENROLMENT_WRONG_CERTIFICATE] = { "What came is no certificate for this key and this kiosk. Nothing was changed. Tell those who run the intake.",
		"Ce qui est arrivé n’est pas un certificat pour cette clé et cette borne. Rien n’a changé. Avertissez les responsables." },
	[ENROLMENT_OTHER_KEYS] = { "The intake’s keys are not those that were brought here before. Compare them; provision the kiosk anew if they changed.",
		"Les clés du service ne sont pas celles qui ont été apportées ici. Comparez-les; configurez la borne de nouveau si elles ont changé." },
	[ENROLMENT_NO_REQUEST] = { "Nothing was asked for from this kiosk. Begin with --request.",
		"Rien n’a été demandé depuis cette borne. Commencez par --request." },
	[ENROLMENT_NO_REPLY] = { "The folder holds no answer: device.p7, device-ca.p7 and intake.jwks of guichet-intake enrol.",
		"Le dossier ne contient pas de réponse : device.p7, device-ca.p7 et intake.jwks de guichet-intake enrol." },
};

struct bilingual
enrolment_sentence(enum enrolment_result result)
{
	return (struct bilingual){ { str_of(words[result][LANG_EN]), str_of(words[result][LANG_FR]) } };
}
