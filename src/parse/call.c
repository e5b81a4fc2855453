#include "parse/call.h"

#include <stdlib.h>
#include <unicase.h>

#include "base/str.h"

enum { FIRST_WORDS = 36 };	/* bytes within which a line says at once what it is */

struct phrase {
	enum call_kind kind;
	const char *words;	/* in small letters */
};

static const struct phrase phrases[] = {
	/* calls */
	{ CALL_READER, "subscribe" }, { CALL_READER, "sign up" }, { CALL_READER, "newsletter" },
	{ CALL_READER, "follow us" }, { CALL_READER, "follow me" }, { CALL_READER, "follow him" },
	{ CALL_READER, "follow her" }, { CALL_READER, "follow the " }, { CALL_READER, "follow @" },
	{ CALL_READER, "like us on" }, { CALL_READER, "join our" }, { CALL_READER, "join the conv" },
	{ CALL_READER, "become a member" }, { CALL_READER, "share this" },
	{ CALL_READER, "like this story" }, { CALL_READER, "download the" },
	{ CALL_READER, "download our" }, { CALL_READER, "have a tip" },
	{ CALL_READER, "got a tip" }, { CALL_READER, "send us " }, { CALL_READER, "may be reached at" },
	{ CALL_READER, "can be reached at" }, { CALL_READER, "check out my website" },
	{ CALL_READER, "on twitter @" }, { CALL_READER, "support our" },
	{ CALL_READER, "for the latest" }, { CALL_READER, "click here for more" },
	{ CALL_READER, "read our full coverage" }, { CALL_READER, "full coverage of" },
	{ CALL_READER, "let us know in the comments" }, { CALL_READER, "want to read more" },
	{ CALL_READER, "abonnier" }, { CALL_READER, "folgen sie uns" },
	{ CALL_READER, "folgt uns" }, { CALL_READER, "folge uns" }, { CALL_READER, "melden sie sich" },
	{ CALL_READER, "jetzt anmelden" }, { CALL_READER, "jetzt testen" },
	{ CALL_READER, "artikel nützlich" }, { CALL_READER, "artikel teilen" },
	{ CALL_READER, "unterstützen sie uns" }, { CALL_READER, "auf dem laufenden" },
	{ CALL_READER, "schreiben sie uns" }, { CALL_READER, "schreiben sie einen kommentar" },
	{ CALL_READER, "abonnez-vous" }, { CALL_READER, "abonne-toi" },
	{ CALL_READER, "inscrivez-vous" }, { CALL_READER, "suivez-nous" },
	{ CALL_READER, "suivez nous" }, { CALL_READER, "rejoignez" }, { CALL_READER, "soutenez" },
	{ CALL_READER, "partagez cet" }, { CALL_READER, "suscríbe" }, { CALL_READER, "suscribe" },
	{ CALL_READER, "suscrib" }, { CALL_READER, "síguenos" }, { CALL_READER, "siguenos" },
	{ CALL_READER, "sigue a " }, { CALL_READER, "únete" }, { CALL_READER, "hazte miembro" },
	{ CALL_READER, "hazte socio" }, { CALL_READER, "canal de telegram" },
	{ CALL_READER, "canal de youtube" }, { CALL_READER, "canal de whatsapp" },
	{ CALL_READER, "puede escribir" }, { CALL_READER, "cancela cuando" },
	{ CALL_READER, "siga-nos" }, { CALL_READER, "siga o " }, { CALL_READER, "assine" },
	{ CALL_READER, "inscreva-se" }, { CALL_READER, "clique aqui" },
	{ CALL_READER, "receba as notícias" }, { CALL_READER, "iscriviti" },
	{ CALL_READER, "abbonati" }, { CALL_READER, "seguici" }, { CALL_READER, "sostieni" },
	{ CALL_READER, "schrijf je in" }, { CALL_READER, "volg ons" }, { CALL_READER, "meld je aan" },
	{ CALL_READER, "zapisz się" }, { CALL_READER, "obserwuj nas" },
	{ CALL_READER, "prenumer" }, { CALL_READER, "följ oss" }, { CALL_READER, "følg oss" },
	{ CALL_READER, "følg os" }, { CALL_READER, "подпис" }, { CALL_READER, "читайте нас" },
	{ CALL_READER, "следите за" }, { CALL_READER, "ikuti kami" },
	{ CALL_READER, "takip edin" }, { CALL_READER, "フォローし" }, { CALL_READER, "登録はこちら" },
	{ CALL_READER, "关注我们" }, { CALL_READER, "訂閱" }, { CALL_READER, "订阅" },
	{ CALL_READER, "구독" },
	/* credits */
	{ CALL_CREDIT, "reporting by" }, { CALL_CREDIT, "additional reporting" },
	{ CALL_CREDIT, "editing by" }, { CALL_CREDIT, "with files from" },
	{ CALL_CREDIT, "contributed to this report" }, { CALL_CREDIT, "contributed to this story" },
	{ CALL_CREDIT, "contributed to this article" }, { CALL_CREDIT, "originally published" },
	{ CALL_CREDIT, "first published" }, { CALL_CREDIT, "last modified" },
	{ CALL_CREDIT, "provided by" }, { CALL_CREDIT, "citation:" },
	{ CALL_CREDIT, "photo credit" }, { CALL_CREDIT, "image credit" },
	{ CALL_CREDIT, "photo:" }, { CALL_CREDIT, "photos:" }, { CALL_CREDIT, "foto:" },
	{ CALL_CREDIT, "fotos:" }, { CALL_CREDIT, "bild:" }, { CALL_CREDIT, "bilder:" },
	{ CALL_CREDIT, "beitragsbild" }, { CALL_CREDIT, "titelbild" }, { CALL_CREDIT, "bildquelle" },
	{ CALL_CREDIT, "der beitrag wurde" }, { CALL_CREDIT, "dieser beitrag wurde" },
	{ CALL_CREDIT, "dieser artikel erschien" }, { CALL_CREDIT, "letzte aktualisierung" },
	{ CALL_CREDIT, "crédit photo" }, { CALL_CREDIT, "crédits photo" },
	{ CALL_CREDIT, "crédito de la foto" },
	/* rights */
	{ CALL_RIGHTS, "all rights reserved" }, { CALL_RIGHTS, "copyright" },
	{ CALL_RIGHTS, "©" }, { CALL_RIGHTS, "may not be republished" },
	{ CALL_RIGHTS, "may not be reproduced" }, { CALL_RIGHTS, "without permission" },
	{ CALL_RIGHTS, "affiliate" }, { CALL_RIGHTS, "advertising disclosure" },
	{ CALL_RIGHTS, "is not responsible for" }, { CALL_RIGHTS, "disclaimer" },
	{ CALL_RIGHTS, "disclosure:" }, { CALL_RIGHTS, "we may earn" },
	{ CALL_RIGHTS, "we may receive" }, { CALL_RIGHTS, "terms of use" },
	{ CALL_RIGHTS, "alle rechte vorbehalten" }, { CALL_RIGHTS, "handelt es sich um affiliate" },
	{ CALL_RIGHTS, "werbelink" }, { CALL_RIGHTS, "partnerlink" },
	{ CALL_RIGHTS, "tous droits réservés" }, { CALL_RIGHTS, "todos los derechos" },
	{ CALL_RIGHTS, "todos os direitos" }, { CALL_RIGHTS, "tutti i diritti" },
	{ CALL_RIGHTS, "alle rechten voorbehouden" }, { CALL_RIGHTS, "wszelkie prawa" },
	{ CALL_RIGHTS, "все права" }, { CALL_RIGHTS, "無断転載" }, { CALL_RIGHTS, "版权" },
	{ CALL_RIGHTS, "無斷轉載" },
};

enum call_kind call_kind_of(struct arena *a, const char *line, bool *begins)
{
	struct str s = str_trim(str_of(line));
	uint8_t *lower;
	size_t n, i;
	char *text;

	*begins = false;
	lower = u8_tolower((const uint8_t *)s.p, s.n, "", NULL, NULL, &n);
	if (!lower)
		return CALL_NONE;
	text = arena_str(a, str_mem(lower, n));
	free(lower);
	for (i = 0; i < ARRAY_LEN(phrases); i++) {
		const char *at = strstr(text, phrases[i].words);

		if (!at || (at > text && ascii_alpha(at[-1])))
			continue;
		*begins = at - text < FIRST_WORDS;
		return phrases[i].kind;
	}
	return CALL_NONE;
}
