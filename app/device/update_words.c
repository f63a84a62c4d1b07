/* SPDX-License-Identifier: MIT */
/* What became of fetching an update, and what to do about it. */
#include "device/update_fetch.h"

static const char *const words[UPDATE_RESULTS][LANG_COUNT] = {
	[UPDATE_FETCHED] = { "An update was fetched; it is installed when nobody is there.",
		"Une mise à jour est arrivée; elle sera installée quand il n’y aura personne." },
	[UPDATE_CURRENT] = { "Nothing newer is offered.", "Rien de plus récent n’est offert." },
	[UPDATE_WAITS] = { "An update that was fetched before waits until nobody is there.",
		"Une mise à jour déjà arrivée attend qu’il n’y ait personne." },
	[UPDATE_TRIED] = { "This version was tried here before, and is not fetched again. Bring it on a stick, or publish another.",
		"Cette version a déjà été essayée ici et ne sera pas reprise. Apportez-la sur une clé USB, ou publiez-en une autre." },
	[UPDATE_RESTS] = { "This bundle came wrong less than a day ago, and is left alone until then. Compare it with latest on the server.",
		"Ce fichier est arrivé faux il y a moins d’un jour; il sera repris ensuite. Comparez-le avec latest sur le serveur." },
	[UPDATE_NO_ANSWER] = { "The server of updates does not answer. Check the network and the address; it is asked again.",
		"Le serveur des mises à jour ne répond pas. Vérifiez le réseau et l’adresse; une autre tentative suivra." },
	[UPDATE_UNTRUSTED] = { "What answers is not the trusted server of updates, or the clock is wrong. Check the file of the authority, then the clock.",
		"Ce qui répond n’est pas le serveur de confiance, ou l’horloge est fausse. Vérifiez le fichier de l’autorité, puis l’horloge." },
	[UPDATE_BUSY] = { "The server of updates is busy or not well; it is asked again.",
		"Le serveur des mises à jour est occupé ou en panne; une autre tentative suivra." },
	[UPDATE_NOT_OFFERED] = { "The server does not have the file. Check the address, and that latest and the bundle are published.",
		"Le serveur n’a pas ce fichier. Vérifiez l’adresse, et que latest et le fichier de mise à jour sont publiés." },
	[UPDATE_NO_NOTICE] = { "What the server has as latest is no such file: a network’s portal, or a wrong address. Check both.",
		"Ce que le serveur donne comme latest n’en est pas un : un portail de réseau, ou une mauvaise adresse. Vérifiez les deux." },
	[UPDATE_OTHER_LENGTH] = { "The bundle on the server is not as long as latest says. Publish both anew, the bundle first.",
		"Le fichier sur le serveur n’a pas la longueur que dit latest. Publiez les deux de nouveau, latest en dernier." },
	[UPDATE_CUT] = { "The connection was cut off. What came is kept; the rest is fetched later.",
		"La connexion a été coupée. Ce qui est arrivé est gardé; le reste viendra plus tard." },
	[UPDATE_NO_ROOM] = { "The disk has no room for an update beside what requests need. Let waiting requests be delivered first.",
		"Le disque n’a pas de place pour une mise à jour à côté des demandes. Laissez d’abord partir celles qui attendent." },
	[UPDATE_WRONG] = { "What came has another SHA-256 than latest says. Nothing of it was kept.",
		"Ce qui est arrivé a une autre somme SHA-256 que celle de latest. Rien n’en a été gardé." },
};

struct bilingual
update_sentence(enum update_result result)
{
	return (struct bilingual){ { str_of(words[result][LANG_EN]), str_of(words[result][LANG_FR]) } };
}
