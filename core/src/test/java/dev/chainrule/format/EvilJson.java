package dev.chainrule.format;

import java.util.List;

final class EvilJson {
    private EvilJson() {}

    static List<EvilFile> cases() {
        return List.of(
                json("empty", "", "ends early"),
                json("spaces", " ".repeat(100_000), "ends early"),
                json("cut-off", "{\"a\":", "ends early"),
                json("deep-lists", "[".repeat(33) + "]".repeat(33), "more than 32 levels"),
                json("deep-lists-cut-off", "[".repeat(1_000_000), "more than 32 levels"),
                json("deep-objects", "{\"a\":".repeat(100_000), "more than 32 levels"),
                json("two-million-values", "[" + "0,".repeat(1 << 21) + "0]", "more than 1048576 JSON values"),
                json("million-empty-lists", "[" + "[],".repeat(1 << 20) + "[]]", "more than 1048576 JSON values"),
                json("digits", "9".repeat(50_000), "a number is too long"),
                json("digits-million", "[" + "1".repeat(1_000_000) + "]", "a number is too long"),
                json("fraction-digits", "0." + "1".repeat(50_000), "a number is too long"),
                json("exponent-digits", "1e" + "9".repeat(50_000), "a number is too long"),
                json("beyond-double", "1e309", "too large"),
                json("beyond-double-negative", "-1e309", "too large"),
                json("leading-zero", "01", "no JSON value starts here"),
                json("plus", "+1", "no JSON value starts here"),
                json("two-points", "1.2.3", "no JSON value starts here"),
                json("minus-alone", "-", "no JSON value starts here"),
                json("nan", "NaN", "no JSON value starts here"),
                json("infinity", "-Infinity", "no JSON value starts here"),
                json("hexadecimal", "0x10", "expected nothing more"),
                json("comment", "/* */ 1", "no JSON value starts here"),
                json("comma-at-the-end", "[1,]", "no JSON value starts here"),
                json("single-quotes", "{'a':1}", "a key is missing"),
                json("number-as-key", "{1:1}", "a key is missing"),
                json("key-without-value", "{\"a\"}", "expected ':'"),
                json("key-twice", "{\"a\":1,\"a\":2}", "occurs twice"),
                json("key-twice-escaped", "{\"a\":1,\"\\u0061\":2}", "occurs twice"),
                json("long-key-twice", twice("k".repeat(1_000_000)), "occurs twice"),
                json("key-of-control-codes-twice", twice("\\u001b[2J\\u009b31m\\r\\n\\u202e"), "occurs twice"),
                json("two-values", "1 2", "expected nothing more"),
                json("control-code-in-text", "\"a\nb\"", "a control character"),
                json("unknown-escape", "\"\\x41\"", "an unknown escape"),
                json("short-escape", "\"\\u00g0\"", "too few digits"),
                json("escape-cut-off", "\"\\u00", "ends early"),
                json("half-of-a-pair", "\"\\ud83d\"", "half of a surrogate pair"),
                json("wrong-half-first", "\"\\ude00\\ud83d\"", "half of a surrogate pair"),
                json("text-without-end", "\"" + "a".repeat(1_000_000), "ends early"),
                json("latin-1", "\"\u00e4\"", "not valid UTF-8"),
                json("overlong-utf-8", "\"\u00c0\u00af\"", "not valid UTF-8"),
                json("surrogate-in-utf-8", "\"\u00ed\u00a0\u0080\"", "not valid UTF-8"),
                json("byte-order-mark", "\u00ef\u00bb\u00bf{}", "no JSON value starts here"),
                json("utf-16", "\u00ff\u00fe{\0}\0", "no JSON value starts here"),
                json("nul", "\0", "no JSON value starts here"),
                json("wrong-word", "trux", "expected 'e'"));
    }

    private static String twice(String key) {
        return "{\"%s\":1,\"%1$s\":2}".formatted(key);
    }

    private static EvilFile json(String name, String text, String says) {
        return EvilFile.of(name + ".json", text, says);
    }
}
