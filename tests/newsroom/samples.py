"""What the sample newsroom says, composed for these tests: eight announcements in four scripts, the first in full."""

from __future__ import annotations

TITLE = "Quayport newsroom"
LANGUAGES = ("fr", "ar", "zh-Hans", "hi")

# Language -> headline and beginning of each announcement, the newest first; the same eight in every language.
ANNOUNCEMENTS: dict[str, tuple[tuple[str, str], ...]] = {
    "fr": (
        (
            "Le musée du port ouvre ses portes le 4 mai",
            "Trois cents maquettes venues de trois continents racontent quatre siècles de navigation, dans l'ancienne halle aux grains restaurée.",
        ),
        (
            "Une passerelle relie les deux rives du fleuve",
            "Longue de 140 mètres, elle met la gare à six minutes à pied du quartier de l'ancienne douane.",
        ),
        (
            "La bibliothèque prête désormais des instruments de musique",
            "Violons, flûtes et tambours : 120 instruments s'empruntent pour quatre semaines, contre une caution de 20 euros.",
        ),
        (
            "Le salon des semences réunit 337 exposants",
            "Pendant trois jours, paysans, chercheurs et jardiniers échangent graines et savoir-faire au parc des expositions.",
        ),
        (
            "Deux nouveaux trains de nuit vers la côte",
            "Dès le 12 juin, ils partent chaque soir à 21 h 40 et arrivent à l'heure du premier café.",
        ),
        (
            "L'eau du fleuve est assez propre pour s'y baigner",
            "Les mesures de l'été dernier le confirment : trois plages ouvriront en juillet, surveillées tous les jours.",
        ),
        (
            "Le théâtre municipal annonce une saison de 24 spectacles",
            "La moitié sont des créations ; les places du paradis restent à 8 euros.",
        ),
        (
            "Les halles rouvrent après deux ans de travaux",
            "Soixante étals, une cour plantée et un toit qui produit plus d'électricité que le marché n'en consomme.",
        ),
    ),
    "ar": (
        (
            "متحف الميناء يفتح أبوابه في 4 مايو",
            "ثلاثمئة نموذج سفينة من ثلاث قارات تروي أربعة قرون من الملاحة في مخزن الحبوب القديم بعد ترميمه.",
        ),
        (
            "جسر جديد للمشاة يصل ضفتي النهر",
            "يبلغ طوله 140 مترا ويجعل محطة القطار على بعد ست دقائق سيرا من حي الجمارك القديم.",
        ),
        (
            "المكتبة تعير الآلات الموسيقية من الآن فصاعدا",
            "كمانات ومزامير وطبول: 120 آلة يمكن استعارتها لأربعة أسابيع مقابل تأمين قدره 20 يورو.",
        ),
        (
            "معرض البذور يجمع 337 عارضا",
            "على مدى ثلاثة أيام يتبادل المزارعون والباحثون والبستانيون البذور والخبرات في مركز المعارض.",
        ),
        (
            "قطاران ليليان جديدان إلى الساحل",
            "ابتداء من 12 يونيو ينطلقان كل مساء عند الساعة 21:40 ويصلان مع أول فنجان قهوة.",
        ),
        (
            "مياه النهر نظيفة بما يكفي للسباحة",
            "تؤكد قياسات الصيف الماضي ذلك: ثلاثة شواطئ تفتح في يوليو تحت مراقبة يومية.",
        ),
        ("المسرح البلدي يعلن موسما من 24 عرضا", "نصف العروض جديدة، وتبقى تذاكر الشرفة العليا بثمانية يورو."),
        (
            "سوق المدينة يعود بعد عامين من الأشغال",
            "ستون بسطة وفناء مزروع وسقف ينتج من الكهرباء أكثر مما يستهلكه السوق.",
        ),
    ),
    "zh-Hans": (
        ("港口博物馆将于5月4日开馆", "来自三大洲的三百件船模，在修复一新的旧粮仓里讲述四个世纪的航海故事。"),
        ("新人行桥连接河流两岸", "桥长140米，从老海关街区步行六分钟即可到达火车站。"),
        ("图书馆开始出借乐器", "小提琴、长笛和鼓共120件，每次可借四周，押金20欧元。"),
        ("种子展览会迎来337家参展商", "三天里，农民、研究人员和园艺爱好者在展览中心交换种子，交流经验。"),
        ("开往海岸的两趟夜间列车即将开行", "自6月12日起，每晚21时40分发车，清晨第一杯咖啡时抵达。"),
        ("河水已达到游泳标准", "去年夏天的检测结果证实了这一点：三处浴场将于7月开放，每天有人值守。"),
        ("市立剧院公布新演出季的24部作品", "其中一半为首演，顶层座位票价仍为8欧元。"),
        ("历时两年整修，市场大厅重新开放", "六十个摊位，一座绿意庭院，屋顶的发电量超过市场自身的用电量。"),
    ),
    "hi": (
        (
            "बंदरगाह संग्रहालय 4 मई को खुलेगा",
            "तीन महाद्वीपों से आए तीन सौ जहाज़ों के नमूने, नए सिरे से सँवारे गए पुराने अनाज भंडार में, चार सदियों की समुद्री यात्रा की कहानी कहते हैं।",
        ),
        (
            "नया पैदल पुल नदी के दोनों किनारों को जोड़ेगा",
            "140 मीटर लंबे इस पुल से पुराने सीमा शुल्क मोहल्ले से स्टेशन केवल छह मिनट की दूरी पर है।",
        ),
        (
            "पुस्तकालय अब वाद्य यंत्र भी उधार देगा",
            "वायलिन, बाँसुरी और ढोल: 120 वाद्य यंत्र चार सप्ताह के लिए 20 यूरो की ज़मानत पर मिलेंगे।",
        ),
        ("बीज मेले में 337 प्रदर्शक", "तीन दिन तक किसान, शोधकर्ता और बागवान प्रदर्शनी केंद्र में बीज और अनुभव बाँटेंगे।"),
        ("तट के लिए दो नई रात्रि ट्रेनें", "12 जून से ये हर शाम 21:40 बजे चलेंगी और सुबह की पहली कॉफ़ी के समय पहुँचेंगी।"),
        (
            "नदी का पानी तैरने लायक साफ़",
            "पिछली गर्मियों की जाँच इसकी पुष्टि करती है: जुलाई में तीन तट खुलेंगे, जिन पर रोज़ निगरानी रहेगी।",
        ),
        ("नगर रंगमंच के नए सत्र में 24 प्रस्तुतियाँ", "इनमें से आधी पहली बार मंचित होंगी; सबसे ऊपर की सीटें अब भी 8 यूरो की हैं।"),
        (
            "दो साल की मरम्मत के बाद बाज़ार फिर खुला",
            "साठ दुकानें, एक हरा आँगन और ऐसी छत जो बाज़ार की खपत से ज़्यादा बिजली बनाती है।",
        ),
    ),
}

# Language -> the first announcement: subhead, dateline, paragraphs, heading, list, quotation, paragraph, caption,
# about the issuer, contact.
MUSEUM: dict[str, tuple[str, ...]] = {
    "fr": (
        "La collection réunit des dons de 40 familles de marins",
        "QUAYPORT, 2 mars 2026 –",
        "Le musée du port accueillera le public à partir du 4 mai dans l'ancienne halle aux grains, au bord du bassin sud. L'exposition permanente présente 300 maquettes de navires venues de trois continents.",
        "L'entrée est gratuite pour les enfants. Les billets sont en vente sur le site du musée.",
        "Ce que l'on peut y voir",
        "Un voilier de 1682, la plus ancienne pièce de la collection",
        "Un atelier ouvert où l'on restaure des coques sous les yeux du public",
        "Une carte lumineuse des routes commerciales, longue de 12 mètres",
        "« Ces maquettes ont été construites par des gens qui connaissaient la mer », explique la directrice. « Elles nous apprennent comment ils la voyaient. »",
        "Des visites guidées partent chaque jour à 11 h et à 15 h. Le café, avec vue sur les quais, est ouvert tous les jours.",
        "La halle aux grains vue du bassin sud, le soir.",
        "À propos du musée du port : fondé par la ville et une association de 1 200 membres, il conserve la mémoire maritime de Quayport.",
        "Contact presse : press@example.org, +00 000 000 000",
    ),
    "ar": (
        "المجموعة تضم هدايا من 40 عائلة من البحارة",
        "كويبورت، 2 مارس 2026 –",
        "يستقبل متحف الميناء زواره ابتداء من 4 مايو في مخزن الحبوب القديم على ضفة الحوض الجنوبي. ويعرض المتحف بصورة دائمة 300 نموذج سفينة من ثلاث قارات.",
        "الدخول مجاني للأطفال. وتباع التذاكر على موقع المتحف.",
        "ما يمكن مشاهدته",
        "سفينة شراعية من عام 1682، وهي أقدم قطعة في المجموعة",
        "ورشة مفتوحة ترمم فيها الهياكل أمام الزوار",
        "خريطة مضيئة لطرق التجارة طولها 12 مترا",
        "قالت المديرة: «صنع هذه النماذج أناس عرفوا البحر، وهي تعلمنا كيف كانوا يرونه».",
        "تنطلق الجولات المصحوبة بمرشدين كل يوم في الساعة 11:00 والساعة 15:00. والمقهى المطل على الأرصفة مفتوح يوميا.",
        "مخزن الحبوب كما يبدو من الحوض الجنوبي مساء.",
        "عن متحف الميناء: أسسته المدينة مع جمعية تضم 1200 عضو، وهو يحفظ الذاكرة البحرية لكويبورت.",
        "للصحافة: press@example.org",
    ),
    "zh-Hans": (
        "藏品来自40个航海家庭的捐赠",
        "奎港2026年3月2日电——",
        "港口博物馆将于5月4日起在南港池畔的旧粮仓向公众开放，常设展览展出来自三大洲的300件船模。",
        "儿童免费入场，门票在博物馆网站发售。",
        "看点",
        "1682年的帆船模型，馆内最古老的藏品",
        "开放式工作坊，观众可以观看船体修复",
        "长12米的发光贸易航线图",
        "馆长说：“制作这些模型的人懂得大海，它们让我们看到他们眼中的海。”",
        "每天11时和15时有导览。可以眺望码头的咖啡馆每天营业。",
        "傍晚从南港池看旧粮仓。",
        "关于港口博物馆：由市政府和一个拥有1200名会员的协会共同创办，保存着奎港的航海记忆。",
        "媒体联系：press@example.org",
    ),
    "hi": (
        "संग्रह में 40 नाविक परिवारों के उपहार",
        "क्वेपोर्ट, 2 मार्च 2026 –",
        "बंदरगाह संग्रहालय 4 मई से दक्षिणी घाट पर पुराने अनाज भंडार में दर्शकों का स्वागत करेगा। स्थायी प्रदर्शनी में तीन महाद्वीपों के 300 जहाज़ों के नमूने हैं।",
        "बच्चों के लिए प्रवेश निःशुल्क है। टिकट संग्रहालय की वेबसाइट पर मिलते हैं।",
        "क्या देखें",
        "1682 का पाल वाला जहाज़, संग्रह की सबसे पुरानी वस्तु",
        "खुली कार्यशाला, जहाँ दर्शकों के सामने नमूनों की मरम्मत होती है",
        "व्यापार मार्गों का 12 मीटर लंबा चमकता नक्शा",
        "निदेशक ने कहा, “ये नमूने उन लोगों ने बनाए जो समुद्र को जानते थे। ये हमें सिखाते हैं कि वे उसे कैसे देखते थे।”",
        "हर दिन 11 बजे और 15 बजे मार्गदर्शक के साथ भ्रमण होता है। घाट के सामने वाला कैफ़े रोज़ खुला है।",
        "शाम को दक्षिणी घाट से दिखता अनाज भंडार।",
        "बंदरगाह संग्रहालय के बारे में: नगर और 1200 सदस्यों की एक संस्था द्वारा स्थापित, यह क्वेपोर्ट की समुद्री स्मृति सँजोता है।",
        "मीडिया संपर्क: press@example.org",
    ),
}
