#include "parse/label.h"

#include <stdlib.h>
#include <unicase.h>

#include "parse/cluster.h"

enum {
	HEADING_LETTERS = 60,	/* half ems; a longer heading is not searched for words */
	COMMENT_LETTERS = 40,
	SERVICE_LETTERS = 40,
};

/* Stems that words of a module's heading begin with. */
static const char *const popular_words[] = {
	"most read", "most viewed", "most popular", "most shared", "most discussed",
	"most commented", "popular", "trending", "top stories", "meistgelesen", "meist gelesen",
	"meistgeklickt", "meistkommentiert", "meist-", "am häufigsten",
	"viel gelesen", "beliebt", "les plus lus",
	"plus lus", "les + lus", "plus lues", "plus consult", "plus partag", "más leíd",
	"mas leid", "más vist", "más popular", "más comentad", "lo más", "mais lid", "mais vist",
	"mais popular", "più lett", "piu lett", "più vist", "più popolar", "i più", "nejčtenější",
	"popularne", "najpopularniej", "najczęściej", "chętnie czytane", "populair",
	"meest gelezen", "best gelezen", "популярн", "читаем", "самое обсуждаемое", "terpopuler",
	"人気", "ランキング", "热门", "熱門", "热点", "人气", "排行", "많이 본", "인기", "랭킹", "mest läst",
	"mest lest", "mest læst", "luetuim", "en çok okunan", "đọc nhiều", "الأكثر", "الاكثر",
	"הנקראות", "پربازدید", NULL
};
static const char *const story_words[] = {
	"related", "more on", "more about", "more from this", "read more", "read also",
	"read next", "see also", "also see", "also on", "also read", "recommended", "recommends",
	"similar", "you may", "you might", "more like", "like this", "explore further",
	"further reading", "don't miss", "mehr zum", "mehr zu", "mehr dazu", "lesen sie",
	"lies auch", "siehe auch", "auch interessant", "könnte sie", "könnte dich",
	"könnte dir", "könnte ihnen", "verwandte", "ähnliche", "zum thema", "weiterlesen",
	"weiterführende", "passend dazu", "à lire", "a lire aussi", "lire", "sur le même",
	"voir aussi", "articles liés", "similaires", "pour aller plus loin", "vous aimerez",
	"relacionad", "lea también", "lee también", "lea además", "lea más",
	"lee más", "puede leer", "puede interesar",
	"te puede", "podría interesar", "te recomend", "le recomend", "vea también",
	"ver también", "más sobre", "leia", "veja também", "veja mais", "saiba mais", "mais sobre",
	"leggi anche", "vedi anche", "correlati", "potrebbe", "per approfondire",
	"související", "mohlo by", "čtěte také", "zobacz", "czytaj", "przeczytaj", "powiązane",
	"podobne", "polecamy", "warto przeczytać", "lees ook", "lees meer", "lees verder",
	"zie ook", "meer over", "gerelateerd", "misschien ook", "aanbevolen", "читайте",
	"читать также", "по теме", "похожие", "смотрите также", "рекомендуем", "вам может",
	"baca juga", "terkait", "lihat juga", "関連", "あわせて読", "合わせて読", "おすすめ", "こちらも",
	"相关", "推荐", "相關", "推薦", "延伸阅读", "延伸閱讀", "猜你喜欢", "관련", "추천", "함께 볼",
	"läs också", "läs även", "läs mer", "les også", "les mer", "læs også", "læs mere",
	"lue myös", "lue lisää", "okuyun", "bunlar da", "vezi și", "pročitaj", "povezano",
	"čítajte", "още по темата", "вижте още", "прочетете", "дивіться також", "схожі",
	"mira también", "mirá también", "confira", "guarda anche", "auch lesen",
	"mehr lesen", "lisez", "đọc thêm", "আরও পড়ুন", "আরো পড়ুন",
	"ilgili", "benzer", "xem thêm", "liên quan", "olvassa", "kapcsolódó",
	"citește și", "διαβάστε", "σχετικά", "اقرأ", "ذات صلة", "עוד בנושא", "כתבות קשורות",
	"קראו גם", "بیشتر بخوانید", "مطالب مرتبط", "यह भी पढ़ें", "संबंधित", NULL
};
static const char *const more_words[] = {
	"latest", "more stories", "more news", "more in", "more from", "more articles",
	"recent", "headlines", "featured", "editor", "next up", "next article",
	"just in", "top news", "breaking", "news", "in other", "mehr aus", "mehr von", "neueste",
	"neuste", "aktuell", "weitere", "nachrichten", "zuletzt", "schlagzeilen", "dernièr",
	"actualité", "à la une", "récent", "du même", "à découvrir", "en ce moment", "últim",
	"recient", "noticias", "notícias", "destaque", "recentes", "ultime", "ultimi",
	"recenti", "notizie", "novinky", "aktuálně", "právě", "najnowsze", "ostatnie",
	"wiadomości", "więcej", "laatste", "nieuws", "meer uit", "последн", "новост", "свеж",
	"главное", "другие", "terbaru", "terkini", "berita", "最新", "新着", "注目", "ニュース",
	"精选", "精粹", "新闻", "新聞", "更多", "최신", "뉴스", "senaste", "siste", "seneste", "nyheter",
	"uusimmat", "son dakika", "haberler", "tin mới", "mới nhất", "أخبار", "آخر", "المزيد",
	"חדשות", NULL
};
/* Headings of what lists no stories: paid links, shops, offers of work, tags, comments, sources. */
static const char *const other_words[] = {
	"sponsored", "promoted", "advert", "paid ", "partner", "around the web", "from the web",
	"anzeige", "sponsor", "publicité", "publicidad", "patrocinad", "conteúdo de marca",
	"реклам", "広告", "推广", "iklan", "reklam", "annons", "pubblicità", "advertentie",
	"tags", "categories", "schlagwort", "schlagwörter", "kategorien", "étiquettes",
	"etiquetas", "categorías", "categorias", "etichette", "recent comments",
	"latest comments", "neueste kommentare", "neuesten kommentare", "letzte kommentare",
	"aktuelle kommentare", "commentaires récents", "derniers commentaires",
	"comentarios recientes", "últimos comentarios", "comentários recentes",
	"commenti recenti", "ultimi commenti", "laatste reacties", "recente reacties",
	"ostatnie komentarze", "najnowsze komentarze", "последние комментарии",
	"свежие комментарии", "最近のコメント", "最新コメント", "新着コメント", "最新留言", "最新评论",
	"downloads", "newsletter", "рассылк", "メルマガ", "shopping", "deals on",
	"best deals", "top deals", "coupon", "gutschein", "stellenangebot", "stellenmarkt",
	"karrierechance", "job offers", "offres d'emploi", "ofertas de empleo", "vacatures",
	"вакансии", "quellen", "einzelnachweise", "article sources",
	"references", "fuentes", "referencias", "fonti",
	"referências", "bibliograf", "źródł", "bronnen", "источник", "примечания", "出典",
	"参考文献", "参考资料", NULL
};
/* The same behind a number: "3 thoughts on this story". */
static const char *const reply_words[] = {
	"antwort", "gedanke", "response", "thought", "repl", "réponse", "réflexion", "respuesta",
	"pensamiento", "pensier", "risposte", "respostas", "reacties", "odpowied", "ответ", NULL
};
/* Words for comments that are no kicker of an opinion piece. */
static const char *const comment_words[] = {
	"comment", "kommentar", "commentaire", "comentario", "comentário", "commento", "commenti",
	"komentarz", "komentář", "reactie", "комментар", "yorum", "bình luận", "コメント", "评论",
	"評論", "留言", "댓글", "تعليق", "תגובות", NULL
};
static const char *const comment_whole[] = {
	"comments", "kommentare", "commentaires", "comentarios", "comentários", "commenti",
	"réactions", "vos réactions", "reaktionen", "leserbriefe", "leserpost",
	"leserkommentare", "komentarze", "komentáře", "reacties", "комментарии", "コメント", "댓글",
	"留言", NULL
};
static const char *const comment_ends[] = {
	" verfassen", " schreiben", " abgeben", " hinterlassen", " plaatsen", " toevoegen", NULL
};
static const char *const comment_starts[] = {
	"top ", "best ", "latest ", "recent ", "reader", "user ", "your ", "join ",
	"leser", "nutzer", "no ", "leave ", "add ", "post ", "write ", "view ", "read ",
	"show ", "all ", "see ",
	"keine", "schreib", "hinterlass", "zu den", "zum ", "alle ", "aucun", "laisser",
	"ajouter", "voir les", "sin ", "ningún", "deja ", "añadir", "ver ", "nessun", "lascia",
	"inserisci", "scrivi", "leggi i", "nenhum", "sem ", "deixe", "brak", "dodaj", "geen",
	"plaats", "нет ", "оставить", "добавить", NULL
};
static const char *const service_starts[] = {
	"share this", "share on", "social share", "partager cet", "partagez", "teile dies",
	"teilen sie", "comparte ", "condividi questo", "deel dit", "copy link",
	"partager sur", "compartir en", "condividi su",
	"updated", "aktualisiert", "aktualizov", "mis à jour", "mise à jour",
	"actualizado", "aggiornato", "atualizado", "bijgewerkt", "zaktualizowan", "обновлен",
	"pingback", "trackback", NULL
};
static const char *const service_whole[] = {
	"share", "print", "teilen", "drucken", "merken", "partager", "imprimer", "compartir",
	"compartilhar", "condividi", "stampa", "delen", "udostępnij", "поделиться", "like",
	"likes", "gefällt mir", "j'aime", "me gusta", "save", "more", "mehr", "prev",
	"previous", "next", "previous article", "next article", "previous post", "next post",
	"zurück", "weiter", "vorheriger", "nächster", "voriger artikel", "nächster artikel",
	"vorheriger artikel", "précédent", "suivant", "article précédent", "article suivant",
	"anterior", "siguiente", "próximo", "precedente", "successivo", "vorige", "volgende",
	"poprzedni", "następny", "предыдущая", "следующая", "前の記事", "次の記事", "上一篇", "下一篇",
	"play", "menu", "hauptmenü", NULL
};
/* What leads on from a text that is cut on the screen. */
static const char *const go_on_whole[] = {
	"continue reading", "read more", "weiterlesen", "lire la suite", "seguir leyendo",
	"leer más", "continue lendo", "leia mais", "continua a leggere", "lees verder",
	"czytaj dalej", "читать далее", "続きを読む", NULL
};
static const char *const paid_whole[] = {
	"ad", "advertisement", "advertorial", "sponsored", "sponsored content", "sponsored post",
	"paid content", "paid post", "promoted", "partner content", "branded content", "anzeige",
	"werbung", "sponsored by", "publicité", "sponsorisé", "publi-rédactionnel",
	"contenu sponsorisé", "publicidad", "patrocinado", "contenido patrocinado",
	"publirreportaje", "publicidade", "conteúdo patrocinado", "publieditorial", "pubblicità",
	"sponsorizzato", "advertentie", "gesponsord", "reklama", "artykuł sponsorowany",
	"materiał sponsorowany", "реклама", "на правах рекламы", "партнерский материал", "annons",
	"annonse", "annonce", "reklam", "広告", "pr", "スポンサー", "广告", "廣告", "推广", "광고", NULL
};
/* What links to a whole list begins with. */
static const char *const list_starts[] = {
	"more ", "view ", "see ", "show ", "all ", "browse ", "go to ", "mehr ", "alle ", "zum ",
	"zur ", "weitere ", "plus de ", "plus d'", "tous les ", "toutes les ", "voir ", "ver ",
	"más ", "todas ", "todos ", "vedi ", "tutt", "altre ", "altri ", "mais ", "veja ", "meer ",
	"bekijk ", "więcej", "wszystkie", "zobacz ", "все ", "ещё ", "еще ", "больше ", "もっと", "更多",
	"查看", "더보기", "더 보기", NULL
};
static const char *const by_words[] = { "by", "von", "par", "por", "di", "od", "door", "af", "av",
	NULL };
static const char *const by_alone[] = { "de", "text", "autor", "author", "oleh", "от", "автор",
	"文", NULL };

/* The text in small letters, without blanks at its ends; "" for one that is longer than most. */
static char *folded(struct arena *a, const char *s, uint32_t most)
{
	struct str t = str_trim(str_of(s));
	uint8_t *lower;
	size_t n;
	char *out;

	if (!t.n || cluster_width(s) > most)
		return arena_strdup(a, "");
	lower = u8_tolower((const uint8_t *)t.p, t.n, "", NULL, NULL, &n);
	out = lower ? arena_str(a, str_mem(lower, n)) : arena_str(a, t);
	free(lower);
	return out;
}

const char *label_find(const char *s, const char *const words[])
{
	for (size_t i = 0; words[i]; i++) {
		const char *at = strstr(s, words[i]);

		while (at && at > s && ascii_alpha(at[-1]))
			at = strstr(at + 1, words[i]);
		if (at)
			return at;
	}
	return NULL;
}

static bool has_words(const char *s, const char *const words[])
{
	return label_find(s, words) != NULL;
}

static bool starts_with(const char *s, const char *const words[])
{
	for (size_t i = 0; words[i]; i++)
		if (str_starts(str_of(s), str_of(words[i])))
			return true;
	return false;
}

/* Bytes of the mark that s begins with, or ends with. */
static size_t mark_bytes(struct str s, bool at_end)
{
	static const char *const wide[] = { "«", "»", "‹", "›", "→", "←", "►", "▶", "•", "…" };

	if (s.n && strchr(" :.!?()[]<>|*+-/", s.p[at_end ? s.n - 1 : 0]))
		return 1;
	for (size_t i = 0; i < ARRAY_LEN(wide); i++)
		if (at_end ? str_iends(s, str_of(wide[i])) : str_starts(s, str_of(wide[i])))
			return strlen(wide[i]);
	return 0;
}

static bool ends_with(const char *s, const char *const words[])
{
	for (size_t i = 0; words[i]; i++)
		if (str_iends(str_of(s), str_of(words[i])))
			return true;
	return false;
}

/* The text is one of the words, whatever marks stand around it. */
static bool is_whole(const char *s, const char *const words[])
{
	struct str t = str_of(s);
	size_t n;

	while ((n = mark_bytes(t, false)))
		t = str_sub(t, n, SIZE_MAX);
	while ((n = mark_bytes(t, true)))
		t.n -= n;
	for (size_t i = 0; words[i]; i++)
		if (str_eq(t, str_of(words[i])))
			return true;
	return false;
}

enum heading_kind label_heading(struct arena *a, const char *s)
{
	const char *t = folded(a, s, HEADING_LETTERS);

	if (!*t)
		return HEADING_NONE;
	if (has_words(t, other_words) || (ascii_digit(t[0]) && has_words(t, reply_words)))
		return HEADING_OTHER;
	if (has_words(t, popular_words))
		return HEADING_POPULAR;
	if (has_words(t, story_words))
		return HEADING_STORY;
	return has_words(t, more_words) ? HEADING_MORE : HEADING_NONE;
}

static bool is_comments(const char *t)
{
	size_t n = strlen(t);

	if (is_whole(t, comment_whole))
		return true;
	if (!n || !has_words(t, comment_words))
		return false;
	return starts_with(t, comment_starts) || ends_with(t, comment_ends) || t[0] == '(' ||
	       ascii_digit(t[0]) || t[n - 1] == ')' || ascii_digit(t[n - 1]);
}

bool label_is_comments(struct arena *a, const char *s)
{
	return is_comments(folded(a, s, COMMENT_LETTERS));
}

bool label_is_service(struct arena *a, const char *s)
{
	const char *t = folded(a, s, SERVICE_LETTERS);

	return *t && (starts_with(t, service_starts) || is_whole(t, service_whole) ||
		      is_comments(t));
}

bool label_is_go_on(struct arena *a, const char *s)
{
	return is_whole(folded(a, s, SERVICE_LETTERS), go_on_whole);
}

bool label_is_paid(struct arena *a, const char *s)
{
	const char *t = folded(a, s, SERVICE_LETTERS);

	return *t && is_whole(t, paid_whole);
}

bool label_is_byline(const char *s)
{
	for (size_t i = 0; by_words[i]; i++) {
		struct str t = str_of(s), word = str_of(by_words[i]);

		if (str_istarts(t, word) && (t.n == word.n || strchr(" :/", t.p[word.n])))
			return true;
	}
	return false;
}

bool label_is_by(const char *s)
{
	struct str t = str_trim(str_of(s));

	while (t.n && strchr(" :/", t.p[t.n - 1]))
		t.n--;
	for (size_t i = 0; by_words[i]; i++)
		if (str_ieq(t, str_of(by_words[i])))
			return true;
	for (size_t i = 0; by_alone[i]; i++)
		if (str_ieq(t, str_of(by_alone[i])))
			return true;
	return false;
}

bool label_is_list(struct arena *a, const char *s)
{
	static const char *const ends[] = { "»", "›", "→", "≫", ">", "一覧", "一覧へ" };
	struct str t = str_trim(str_of(s));

	/* "he said: « so »" ends in a quotation */
	for (size_t i = 0; i < ARRAY_LEN(ends) && !strstr(s ? s : "", "«"); i++)
		if (str_iends(t, str_of(ends[i])))
			return true;
	return starts_with(folded(a, s, HEADING_LETTERS), list_starts);
}
