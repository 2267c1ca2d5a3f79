use super::*;
#[test]
fn show() {
    for file in [
        "[shop]\ncurency = \"EUR\"\n",
        "[shop]\nimageUrl = \"https://a.example\"\n",
        "[shop]\nid = \"1\"\n",
        "[shop]\ncolour = \"red\"\n",
        "[shopp]\nurl = \"https://a.example\"\n",
        "[database]\nurl = \"x\"\n",
        "currency = \"EUR\"\n",
        "colour = \"red\"\n",
        "shop = \"x\"\n",
        "[[shop]]\nurl = \"https://a.example\"\n",
        "[source]\npath = \"a.csv\"\n",
        "source = [\"a.csv\"]\n",
        "[[source]]\npreset = \"woocommerce\"\n",
        "[[source]]\npath = \"a.csv\"\n\n[source.map]\nid = \"x\"\n",
        "[filter]\ninclude = \"true\"\n",
        "[[source]]\npath = \"a.csv\"\nrole = \"stock\"\n\n[[source]]\npath = \"b.csv\"\nrole = \"prices\"\n",
        "[[source]]\npath = \"a.csv\"\nrole = \"stocks\"\n",
        "[[source]]\npath = \"https://user:hunter2@shop.example/feed.csv\"\n",
        "[meta]\naccess_token = \"EAAB\"\n",
        "[catalog]\naccess_token = \"EAAB\"\n",
        "access_token = \"EAAB\"\n",
        "[catalog]\nid = 1234567890\n",
        "[shop]\ntax_rate = \"19\"\n",
        "[shop]\nurl = true\n",
        "[shop]\nbrand = [\"A\"]\n",
        "[delivery]\nmax_wait = 30\n",
        "[delivery]\nbatch_items = 2.5\n",
        "[delivery]\nbatch_items = 0\n",
        "[delivery]\nbatch_items = 5001\n",
        "[delivery]\nbatch_bytes = 99999\n",
        "[delivery]\nwrites_per_minute = 0\n",
        "[delivery]\nwrites_per_minute = -1\n",
        "[delivery]\nmax_wait = \"soon\"\n",
        "[delivery]\nmax_wait = \"30\"\n",
        "[removal]\nmax_share = 10\n",
        "[removal]\naction = \"Archiv\"\n",
        "[removal]\nmax_share = nan\n",
        "[shop]\ntax_rate = 0.19\n",
        "[shop]\ntax_rate = 101\n",
        "[shop]\nprices = \"net\"\n",
        "[shop]\nprices = \"net\"\ntax_rate = 190\n",
        "[shop]\ncurrency = \"Euro\"\ncountry = \"UK\"\nlanguage = \"deutsch\"\ntimezone = \"Europe/Berln\"\n",
        "[shop]\ncurrency = \"XXX\"\ncondition = \"neu\"\navailability = \"in_stock\"\n",
        "[shop]\nbrand = \"\"\ncurrency = \"\"\n",
        "[shop]\nurl = \"shop.example\"\n",
        "[shop]\nurl = \"ftp://shop.example\"\n",
        "[shop]\nurl = \"https://me:hunter2@shop.example\"\n",
        "[shop]\nurl = \"https//me:hunter2@shop.example\"\n",
        "[catalog]\nid = \"12 34\"\n",
        "[catalog]\napi_url = \"http://graph.example\"\napi_version = \"25\"\n",
        "[state]\npath = \"\"\n",
        "[[source]]\npath = \"a.csv\"\ndelimiter = \"ab\"\ndecimal = \"comma\"\n",
        "[shop]\ncurrency = EUR\n",
        "[shop]\nbrand = „Beispiel“\n",
        "[[source]]\npath = \"exports\\products.csv\"\n",
        "[shop]\ntax_rate = 19,5\ncurrency = EUR\n",
        "[shop]\nurl = \"https://a.example\"\nurl = \"https://b.example\"\n",
        "[shop]\n[shop]\n",
        "[shop\nurl = \"https://a.example\"\n",
        "[shop]\nurl\n",
        "[shop]\nurl = \"https://a.example\n",
    ] {
        match load_file(file) {
            Ok(_) => eprintln!("OK!! {file:?}"),
            Err(m) => {
                eprintln!("(\n{file:?},\n&[");
                for m in m {
                    eprintln!("{m:?},");
                }
                eprintln!("],\n),");
            }
        }
    }
}
