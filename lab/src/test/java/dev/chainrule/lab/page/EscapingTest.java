package dev.chainrule.lab.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Names and labels come from files and folders of other people.
class EscapingTest {

    static List<String> payloads() {
        return List.of(
                "<script>alert(1)</script>",
                "</title><script>alert(1)</script>",
                "</style><script>alert(1)</script>",
                "</svg><script>alert(1)</script>",
                "\"><script>alert(1)</script>",
                "'><script>alert(1)</script>",
                "<img src=x onerror=alert(1)>",
                "<img src=x onerror=alert(1)//",
                "\" onmouseover=\"alert(1)",
                "' onmouseover='alert(1)",
                "` onmouseover=`alert(1)",
                "x onload=alert(1)",
                "<svg onload=alert(1)>",
                "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
                "<svg><use href=\"data:image/svg+xml,x\"/></svg>",
                "<foreignObject><body onload=alert(1)>",
                "<iframe src=javascript:alert(1)>",
                "<object data=javascript:alert(1)>",
                "<embed src=javascript:alert(1)>",
                "<a href=javascript:alert(1)>x</a>",
                "<base href=//evil.example/>",
                "<link rel=stylesheet href=//evil.example/x.css>",
                "<meta http-equiv=refresh content=0;url=//evil.example/>",
                "<style>*{background:url(//evil.example)}</style>",
                "<form action=//evil.example><button>",
                "<math><mtext><script>alert(1)</script>",
                "<details open ontoggle=alert(1)>",
                "<!--",
                "-->",
                "<!-- --!><script>alert(1)</script>",
                "<![CDATA[<script>alert(1)</script>]]>",
                "]]>",
                "<?xml version='1.0'?>",
                "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
                "&lt;script&gt;",
                "&#60;script&#62;",
                "&amp;&nbsp;&unknown;",
                "&",
                "<",
                ">",
                "\"",
                "'",
                "%3Cscript%3E",
                "\\u003cscript\\u003e",
                "{{7*7}} ${7*7} <%= 7 %>",
                "%s %d %n %1$s",
                "\u001b[31mred\u001b[0m",
                "\u001b]0;title\u0007",
                "\u009b31m",
                "one\rtwo",
                "one\ntwo\r\nthree",
                "\u0000\u0001\u0008\u000b\u000c\u007f\u0085",
                "cat\u202egnp.exe",
                "\u2066cat\u2069 \u200e\u200f\u061c",
                "\u200bzero\ufeffwidth\u00ad",
                "line\u2028paragraph\u2029",
                "\ud800 lone \udc00",
                "\ufffe\uffff\ud83f\udffe",
                "../../etc/passwd",
                "C:\\Windows\\..\\x:y",
                "\udb40\udc41tag \uddd0",
                "שלום عربي ไทย 猫 🐈 e\u0301",
                "x".repeat(5000),
                "");
    }

    @Test
    void thereAreAtLeastSixtyPayloads() {
        assertThat(payloads()).hasSizeGreaterThanOrEqualTo(60).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void noTextChangesTheStructureOfAPage(String payload) {
        String harmless = payload.isEmpty() ? "" : "harmless";
        assertThat(Pages.structure(HtmlRenderer.render(Pages.withEverywhere(payload))))
                .isEqualTo(Pages.structure(HtmlRenderer.render(Pages.withEverywhere(harmless))));
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void noCharacterOfAPageActsInsteadOfBeingSeen(String payload) {
        String page = HtmlRenderer.render(Pages.withEverywhere(payload));
        assertThat(page.codePoints()
                        .filter(c -> c != '\n')
                        .filter(EscapingTest::acts)
                        .mapToObj(Integer::toHexString))
                .isEmpty();
    }

    private static boolean acts(int c) {
        boolean joins = c == 0x200c || c == 0x200d;
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            case Character.FORMAT -> !joins;
            default -> false;
        };
    }

    @ParameterizedTest
    @MethodSource("visible")
    void whatWouldActIsShown(String text, String shown) {
        assertThat(Pages.texts(Pages.html(new Block.Paragraph(text)), "p")).containsExactly(shown);
    }

    static Stream<Arguments> visible() {
        return Stream.of(
                Arguments.of("<b>&amp;\"'</b>", "<b>&amp;\"'</b>"),
                Arguments.of("\u001b[31m\r\n\u007f", "␛[31m␍␊␡"),
                Arguments.of("cat\u202egnp", "cat⟨U+202E⟩gnp"),
                Arguments.of("\ud800", "⟨U+D800⟩"),
                Arguments.of("猫 🐈 👩\u200d👧", "猫 🐈 👩\u200d👧"));
    }

    @Test
    void aLongNameIsCutInADrawingButNotBetweenTheHalvesOfACharacter() {
        assertThat(Svg.shortened("🐈🐈🐈🐈", 3)).isEqualTo("🐈🐈…");
        assertThat(Svg.shortened("🐈🐈🐈", 3)).isEqualTo("🐈🐈🐈");
    }
}
