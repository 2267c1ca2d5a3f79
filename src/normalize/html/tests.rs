use super::*;

#[test]
fn strips_what_shops_write() {
    #[rustfmt::skip]
    let cases = [
        ("plain", "plain"),
        ("Wo<b>rt</b>e", "Worte"),
        ("a<br>b<br/>c<BR />d", "a\nb\nc\nd"),
        ("a<br><br>b", "a\n\nb"),
        ("<p>a</p>\n  <p class=\"x\">b</p>", "a\n\nb"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<h2>Titel</h2>Text", "Titel\n\nText"),
        ("x<ul>\n<li>a</li>\n <li>b</li></ul>y", "x\n• a\n• b\n\ny"),
        ("<ul><li><p>a</p></li><li><p>b</p></li></ul>", "• a\n• b"),
        ("<ul><li></li><li>b</li></ul>", "• b"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><th>c</th><td>d</td></tr></table>", "a b\nc d"),
        ("a<script>if (1 < 2) { x('</p>') }</script>b", "ab"),
        ("a<style type='text/css'>p > b {}</STYLE >b", "ab"),
        ("a<script>never closed", "a"),
        ("a<!-- note -->b", "ab"),
        ("a<!--more-->b", "ab"),
        ("<!-- wp:paragraph {\"x\":\">\"} --><p>a</p><!-- /wp:paragraph -->", "a"),
        ("<!--[if mso]><p>x</p><![endif]-->a", "a"),
        ("<![if !vml]>a<![endif]>", "a"),
        ("a<!-->b", "ab"),
        ("a<!-- cut off", "a"),
        ("<![CDATA[a <b>c</b>]]>d", "a c d"),
        ("<?xml version=\"1.0\"?>a", "a"),
        ("<a title=\"a > b\" href='x'>c</a>", "c"),
        ("<a title=it's>c</a>", "c"),
        ("<a title=\"open>c", "c"),
        ("5 < 6", "5 < 6"),
        ("I <3 you", "I <3 you"),
        ("a<b", "a<b"),
        ("a < b > c", "a < b > c"),
        ("Text <a href=\"http", "Text "),
        ("Text <br", "Text "),
        ("Text </p", "Text "),
        ("Text <strong", "Text "),
        ("Text <", "Text <"),
        ("if x<p then", "if x<p then"),
        ("Tasse <Größe M> blau", "Tasse Größe M blau"),
        ("<Über>", "Über"),
        ("Größe<XL>rot", "Größe XL rot"),
        ("<info@shop.example>", "info@shop.example"),
        ("<o:p>x</o:p><my-tag>y</my-tag>", "xy"),
        ("<foo bar=1>x</foo>", "x"),
        ("<<b>b>x", "< b>x"),
        ("</<b>b>x", "</ b>x"),
        ("<<Foo>b>", "< Foo b>"),
        ("a\nb <b>c</b>", "a\nb c"),
        ("<p>a\nb\n\nc</p>", "a b\n\nc"),
    ];
    for (html, text) in cases {
        assert_eq!(strip(html), text, "{html:?}");
    }
}

#[test]
fn hostile_text_is_read_in_one_pass() {
    for unit in [
        "<",
        "<a ",
        "<a =\"",
        "<x<",
        "</",
        "<!",
        "<![CDATA[",
        "<a b='>",
        "<script>",
        "<li>",
        "<é",
    ] {
        let text = unit.repeat(200_000 / unit.len());
        assert!(strip(&text).len() <= 2 * text.len());
        let closed = format!("{text}>");
        assert!(strip(&closed).len() <= 2 * closed.len());
    }
}
