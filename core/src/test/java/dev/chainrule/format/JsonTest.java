package dev.chainrule.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    private static Object read(String text) throws FormatException {
        return Json.read(text.getBytes(StandardCharsets.UTF_8), "x.json", 0);
    }

    @Test
    void valuesAreReadAsPlainValues() throws FormatException {
        assertThat(read(" {\"a\": [1, -2.5e1, true, false, null, \"\\u00e9\\n\\\"\"], \"b\": {}} "))
                .isEqualTo(mapOf("a", java.util.Arrays.asList(1L, -25.0, true, false, null, "é\n\""), "b", Map.of()));
    }

    @Test
    void whatIsWrittenIsReadAgain() throws FormatException {
        Map<String, Object> value = mapOf(
                "text",
                "a\"\\\n\t\u0001\u202e😀é",
                "numbers",
                List.of(1L, 0.1, -1e-300, 123456789012345678L),
                "empty",
                List.of());
        String text = Json.write(value);
        assertThat(read(text)).isEqualTo(value);
        assertThat(text).doesNotContain("\n").doesNotContain("\u202e");
    }

    @Test
    void aNumberThatIsNotFiniteHasNoJson() {
        assertThatThrownBy(() -> Json.write(List.of(Double.NaN))).hasMessageContaining("NaN is not finite");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[1,]",
                "{\"a\":1,}",
                "{a:1}",
                "{\"a\":1,\"a\":2}",
                "01",
                "+1",
                ".5",
                "1.",
                "1e999",
                "NaN",
                "tru",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\ud800\"",
                "\"a\nb\"",
                "\"abc",
                "1 2",
                "'a'",
                "// c\n1"
            })
    void whatIsNotJsonIsRefused(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith("x.json at byte ");
    }

    @Test
    void theByteOfTheFaultIsNamedWhereItStandsInTheFile() {
        assertThatThrownBy(() -> Json.read("[\"é\", ?]".getBytes(StandardCharsets.UTF_8), "x.json", 8))
                .isInstanceOfSatisfying(
                        FormatException.class,
                        fault -> assertThat(fault.offset()).isEqualTo(8 + 7));
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        assertThatThrownBy(() -> Json.read(new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'}, "x.json", 0))
                .hasMessageContaining("not valid UTF-8");
    }

    @Test
    void deepNestingIsRefusedBeforeTheStackEnds() {
        assertThatThrownBy(() -> read("[".repeat(1_000_000))).hasMessageContaining("more than 32 levels");
    }

    private static Map<String, Object> mapOf(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
