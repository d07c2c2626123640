//! In charge of: the story of the rushed job in each language: what Mia and Tom write.

use crate::support::{
    mail::{Written, mail},
    office::{BOT, MIA, TOM},
};

/// What they write.
pub struct Script {
    pub language: &'static str,
    /// Mia writes the call down: the materials by Friday 16:00, the deck by Tuesday 9:00.
    pub call: &'static str,
    /// Tom says yes.
    pub yes: &'static str,
    /// Tom sends the materials.
    pub materials: &'static str,
    /// Mia sends the deck.
    pub deck: &'static str,
    /// Tom writes something that changes nothing.
    pub chat: &'static str,
    /// What a letter says where time is short.
    pub shared: &'static str,
    /// What a digest calls a suggested call.
    pub ring: &'static str,
}

pub const SCRIPTS: &[Script] = &[
    Script {
        language: "en",
        call: "Hi Tom,\n\ngood to talk just now. So that both of us have it in writing:\n\n\
            - Tom sends us all materials by Friday 16:00. Otherwise your last edits will not make it into the deck.\n\
            - We deliver the finished deck by Tuesday 9:00.\n\nBest,\nMia\n",
        yes: "Ok, that works for us. You will have everything by Friday 16:00.\n\nRegards\nTom",
        materials: "Hi Mia,\n\nattached are all the materials.\n\nTom",
        deck: "Hi Tom,\n\nattached is the finished deck.\n\nMia",
        chat: "Hi Mia,\n\nit was nice to see your colleagues on Saturday.\n\nTom",
        shared: "shared responsibility",
        ring: "A CALL MAY HELP",
    },
    Script {
        language: "de",
        call: "Hallo Tom,\n\nwie eben besprochen halte ich fest:\n\n\
            - Tom schickt uns alle Unterlagen bis Freitag 16 Uhr. Sonst kommen eure letzten Änderungen nicht mehr in die Präsentation.\n\
            - Wir liefern die fertige Präsentation bis Dienstag 9 Uhr.\n\nViele Grüße\nMia\n",
        yes: "Ja, das passt so. Die Unterlagen bekommt ihr bis Freitag 16 Uhr.\n\nTom",
        materials: "Hallo Mia,\n\nanbei alle Unterlagen.\n\nTom",
        deck: "Hallo Tom,\n\nanbei die fertige Präsentation.\n\nMia",
        chat: "Hallo Mia,\n\nes war schön, deine Kollegen am Samstag zu sehen.\n\nTom",
        shared: "Verantwortung ist gemeinsam",
        ring: "HIER HILFT EIN ANRUF",
    },
    Script {
        language: "tr",
        call: "Merhaba Tom,\n\naz önce konuştuklarımızı yazıyorum:\n\n\
            - Tom bize tüm materyalleri cuma 16:00'ya kadar gönderir. Aksi halde son düzeltmeleriniz sunuma girmez.\n\
            - Biz bitmiş sunumu salı 09:00'a kadar teslim ederiz.\n\nSelamlar\nMia\n",
        yes: "Tamam, bizim için uygun. Materyalleri cuma 16:00'ya kadar gönderiyorum.\n\nTom",
        materials: "Merhaba Mia,\n\ntüm materyalleri ekte gönderiyorum.\n\nTom",
        deck: "Merhaba Tom,\n\nbitmiş sunumu ekte gönderiyorum.\n\nMia",
        chat: "Merhaba Mia,\n\ncumartesi arkadaşlarını görmek güzeldi.\n\nTom",
        shared: "Sorumluluk ortak",
        ring: "BURADA BİR TELEFON",
    },
    Script {
        language: "ru",
        call: "Добрый день, Том!\n\nФиксирую, о чём договорились по телефону:\n\n\
            - Том пришлёт нам все материалы до пятницы 16:00. Иначе последние правки не попадут в презентацию.\n\
            - Мы сдадим готовую презентацию до вторника 9:00.\n\nМиа\n",
        yes: "Да, договорились. Вы получите все материалы до пятницы 16:00.\n\nТом",
        materials: "Мия, во вложении все материалы.\n\nТом",
        deck: "Том, во вложении готовая презентация.\n\nМиа",
        chat: "Мия, приятно было увидеть ваших коллег в субботу.\n\nТом",
        shared: "Ответственность общая",
        ring: "ЗДЕСЬ ЗВОНОК",
    },
    Script {
        language: "mn",
        call: "Сайн байна уу, Том,\n\nСая утсаар ярьснаа бичье:\n\n\
            - Бүх материалыг баасан гарагийн 16 цаг гэхэд бидэнд илгээнэ үү. Эс бөгөөс сүүлийн засварууд танилцуулгад орохгүй.\n\
            - Бид бэлэн танилцуулгыг мягмар гарагийн 9 цаг гэхэд хүлээлгэж өгнө.\n\nМиа\n",
        yes: "За, тэгье. Материалыг баасан гарагийн 16 цаг гэхэд илгээнэ.\n\nТом",
        materials: "Миа, бүх материалыг хавсаргав.\n\nТом",
        deck: "Том, бэлэн танилцуулгыг хавсаргав.\n\nМиа",
        chat: "Миа, бямба гарагт хамт олонтой чинь уулзсанд баяртай байна.\n\nТом",
        shared: "Хариуцлага нь хамтын",
        ring: "УТАСДВАЛ ДЭЭР",
    },
    Script {
        language: "bn",
        call: "প্রিয় টম,\n\nফোনে যা কথা হলো লিখে রাখছি:\n\n\
            - টম আমাদের সব উপকরণ শুক্রবার বিকেল ৪টার মধ্যে পাঠাবেন। না হলে শেষ সংশোধনগুলো উপস্থাপনায় থাকবে না।\n\
            - আমরা চূড়ান্ত উপস্থাপনা মঙ্গলবার সকাল ৯টার মধ্যে দেব।\n\nমিয়া\n",
        yes: "ঠিক আছে। উপকরণ শুক্রবার বিকেল ৪টার মধ্যে পাঠাব।\n\nটম",
        materials: "মিয়া, সব উপকরণ সংযুক্ত করলাম।\n\nটম",
        deck: "টম, চূড়ান্ত উপস্থাপনা সংযুক্ত করলাম।\n\nমিয়া",
        chat: "মিয়া, শনিবারের অনুষ্ঠানে আপনার সহকর্মীদের সঙ্গে দেখা হয়ে খুব ভালো লেগেছে।\n\nটম",
        shared: "দায়িত্ব দুই পক্ষেরই",
        ring: "একটি ফোনে",
    },
    Script {
        language: "es",
        call: "Hola, Tom:\n\nDejo por escrito lo que acabamos de hablar:\n\n\
            - Tom nos envía todos los materiales el viernes a las 16:00. Si no, sus últimas correcciones no entrarán en la presentación.\n\
            - Nosotros entregamos la presentación terminada el martes a las 9:00.\n\nUn saludo,\nMia\n",
        yes: "De acuerdo, nos va bien. Tendrán todos los materiales el viernes a las 16:00.\n\nSaludos,\nTom",
        materials: "Hola, Mia:\n\nAdjunto todos los materiales.\n\nTom",
        deck: "Hola, Tom:\n\nAdjunto la presentación terminada.\n\nMia",
        chat: "Hola, Mia:\n\nnos alegró mucho ver a sus compañeros.\n\nTom",
        shared: "responsabilidad compartida",
        ring: "UNA LLAMADA PUEDE",
    },
];

impl Script {
    fn name(&self, what: &str) -> String {
        format!("{what}-{}", self.language)
    }

    pub fn the_call(&self) -> Written {
        mail(&self.name("call"), MIA, self.call).to(TOM).cc(BOT)
    }

    pub fn the_yes(&self) -> Written {
        mail(&self.name("yes"), TOM, self.yes).to(MIA).cc(BOT).answering(&self.the_call())
    }

    pub fn the_materials(&self) -> Written {
        let answer = mail(&self.name("materials"), TOM, self.materials).to(MIA).cc(BOT);
        answer.answering(&self.the_yes()).attaching("materials.zip")
    }

    pub fn the_deck(&self) -> Written {
        let answer = mail(&self.name("deck"), MIA, self.deck).to(TOM).cc(BOT);
        answer.answering(&self.the_yes()).attaching("deck.pptx")
    }

    /// Tom writes, and nothing comes of it.
    pub fn a_chat(&self, number: usize) -> Written {
        mail(&self.name(&format!("chat{number}")), TOM, self.chat).to(MIA).cc(BOT).answering(&self.the_yes())
    }
}
