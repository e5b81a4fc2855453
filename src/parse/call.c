#include "parse/call.h"

#include <stdlib.h>
#include <unicase.h>

#include "base/str.h"
#include "parse/label.h"

enum { FIRST_WORDS = 36 };	/* bytes within which a line says at once what it is */

/* All in small letters. */
static const char *const reader_words[] = {
	"comments are moderated", "comment policy", "netiquette", "moderador", "moderieren",
	"subscribe", "sign up", "newsletter", "follow us", "follow me", "follow him",
	"follow her", "follow the ", "follow @", "like us on", "join our", "join the conv",
	"become a member", "share this", "like this story", "download the", "download our",
	"have a tip", "got a tip", "got a story", "email us ", "e-mail us ", "donate today",
	"donate now", "support independent", "send us ", "may be reached at", "can be reached at",
	"check out my website", "support our", "for the latest",
	"click here for more", "read our full coverage", "full coverage of",
	"let us know in the comments", "want to read more", "abonnier", "folgen sie uns",
	"folgt uns", "folge uns", "melden sie sich", "jetzt anmelden", "jetzt testen",
	"artikel nützlich", "artikel teilen", "unterstützen sie uns", "auf dem laufenden",
	"schreiben sie uns", "schreiben sie einen kommentar", "abonnez-vous", "abonne-toi",
	"inscrivez-vous", "suivez-nous", "suivez nous", "rejoignez", "soutenez",
	"partagez cet", "suscríbe", "suscribe", "suscrib", "síguenos", "siguenos", "sigue a ",
	"únete", "hazte miembro", "hazte socio", "tenemos canal de", "nuestro canal de",
	"puede escribir", "cancela cuando", "siga-nos", "siga o ",
	"assine", "inscreva-se", "clique aqui", "receba as notícias", "iscriviti", "abbonati",
	"seguici", "sostieni", "schrijf je in", "volg ons", "meld je aan", "zapisz się",
	"obserwuj nas", "prenumer", "följ oss", "følg oss", "følg os", "подпис",
	"читайте нас", "следите за", "ikuti kami", "takip edin", "フォローし", "登録はこちら", "关注我们",
	"訂閱", "订阅", "구독", NULL
};
static const char *const credit_words[] = {
	"reporting by", "reprinted by permission", "reprinted with permission",
	"used by permission", "used with permission", "additional reporting", "editing by",
	"with files from",
	"contributed to this report", "contributed to this story",
	"contributed to this article", "originally published", "first published",
	"last modified", "this entry was posted", "this post was", "posted in", "filed under",
	"provided by", "citation:", "photo credit", "image credit", "photo:",
	"photos:", "foto:", "fotos:", "bild:", "bilder:", "beitragsbild", "titelbild",
	"bildquelle", "der beitrag wurde", "dieser beitrag wurde", "dieser eintrag wurde",
	"veröffentlicht in", "cet article a été publié", "esta entrada fue publicada",
	"publicado en", "questo articolo è stato pubblicato", "dieser artikel erschien",
	"letzte aktualisierung", "crédit photo", "crédits photo", "crédito de la foto", NULL
};
static const char *const rights_words[] = {
	"all rights reserved", "revoke this consent", "copyright", "©",
	"may not be republished",
	"may not be reproduced", "without permission", "affiliate", "advertising disclosure",
	"is not responsible for", "disclaimer", "disclosure:", "we may earn",
	"we may receive", "terms of use", "alle rechte vorbehalten",
	"handelt es sich um affiliate", "werbelink", "partnerlink", "tous droits réservés",
	"todos los derechos", "todos os direitos", "tutti i diritti",
	"alle rechten voorbehouden", "wszelkie prawa", "все права", "無断転載", "版权", "無斷轉載", NULL
};

enum call_kind call_kind_of(struct arena *a, const char *line, bool *begins)
{
	static const struct {
		enum call_kind kind;
		const char *const *words;
	} kinds[] = {
		{ CALL_READER, reader_words }, { CALL_CREDIT, credit_words },
		{ CALL_RIGHTS, rights_words },
	};
	struct str s = str_trim(str_of(line));
	const char *text, *at;
	uint8_t *lower;
	size_t n, i;

	*begins = false;
	lower = u8_tolower((const uint8_t *)s.p, s.n, "", NULL, NULL, &n);
	if (!lower)
		return CALL_NONE;
	text = arena_str(a, str_mem(lower, n));
	free(lower);
	for (i = 0; i < ARRAY_LEN(kinds); i++) {
		at = label_find(text, kinds[i].words);
		if (!at)
			continue;
		*begins = at - text < FIRST_WORDS;
		return kinds[i].kind;
	}
	return CALL_NONE;
}
