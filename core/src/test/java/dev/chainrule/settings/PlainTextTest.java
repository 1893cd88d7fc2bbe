package dev.chainrule.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlainTextTest {
    @Test
    void whatIsNoTextBecomesASpace() {
        assertThat(PlainText.line("a\r\nb\u001b[2Jc\u009b31md\u202ee\u2028f\u2029g\ud800h\0"))
                .isEqualTo("a b [2Jc 31md e f g h ");
        assertThat(PlainText.line("a\udc00\ud800")).isEqualTo("a ");
    }

    @Test
    void textOfAnyScriptStaysAsItIs() {
        String text = "Straße 猫 😀  ёж";
        assertThat(PlainText.line(text)).isSameAs(text);
    }

    @Test
    void noCharacterOfItsCategoriesPasses() {
        String all = IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        assertThat(PlainText.line(all)).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");
    }

    @Test
    void whatIsTooLongIsCutBetweenCharacters() {
        assertThat(PlainText.cut("abc", 3)).isEqualTo("abc");
        assertThat(PlainText.cut("abcd", 3)).isEqualTo("ab…");
        assertThat(PlainText.cut("a😀bc", 3)).isEqualTo("a…");
        assertThat(PlainText.cut("\n".repeat(1000) + "abcd", 4)).isEqualTo(" ab…");
        assertThat(PlainText.name("x".repeat(15_000_000))).isEqualTo("x".repeat(59) + "…");
    }
}
