package dev.chainrule.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

final class EvilSafetensors {
    private static final String OF_NOTHING = tensor("F32", "0", 0, 0);
    private static final String OF_ONE = tensor("F32", "1", 0, 4);

    private EvilSafetensors() {}

    static List<EvilFile> cases() {
        return List.of(
                whole("empty", 0, 0, "the file is empty"),
                whole("seven-bytes", 0x0102030405L, -1, "does not fit a header length of 8 bytes"),
                whole("header-of-none", 0, 1024, "header length 0"),
                whole("header-of-2-31", Integer.MAX_VALUE, 1024, "header length 2147483647"),
                whole("header-of-2-32", 1L << 32, 1024, "header length 4294967296"),
                whole("header-of-2-63", Long.MAX_VALUE, 1024, "header length 9223372036854775807"),
                whole("header-negative", -1, 1024, "header length 18446744073709551615"),
                whole("header-one-too-long", 1025, 1024, "expected 2 to 1024"),
                whole("header-of-nul", 1024, 1024, "does not start with '{'"),
                of("header-of-5-mib", "{" + " ".repeat(5 << 20) + "}", 0, "expected 2 to 4194304"),
                of("header-cut-off", "{\"a\":{\"dtype\":", 0, "ends early"),
                of("header-and-more", "{} {}", 0, "expected nothing more"),
                of("spaces-before", " {}", 0, "does not start with '{'"),
                of("deep", "{\"a\":" + "[".repeat(100_000), 0, "more than 32 levels"),
                of("100000-tensors", many(100_000), 0, "expected 2 to 4194304"),
                of("65537-tensors", few(65_537), 0, "too many tensors; expected at most 65536"),
                of("million-values", "{\"a\":[" + "0,".repeat(1_000_000) + "0]}", 0, "more than 64 JSON values"),
                of(
                        "metadata-values",
                        "{\"__metadata__\":{" + few(70_000, "0") + "}}",
                        0,
                        "more than 65537 JSON values"),
                of("metadata-number", "{\"__metadata__\":{\"a\":1}}", 0, "is no text"),
                of("metadata-list", "{\"__metadata__\":[]}", 0, "no object"),
                of("metadata-twice", "{\"__metadata__\":{},\"__metadata__\":{}}", 0, "occurs twice"),
                of("name-twice", "{\"a\":" + OF_ONE + ",\"a\":" + OF_ONE + "}", 4, "occurs twice"),
                of("name-of-a-megabyte", named("n".repeat(1 << 20), OF_ONE), 4, "expected at most 512"),
                of("bad-name-of-a-megabyte", named("n".repeat(1 << 20), "1"), 4, "expected at most 512"),
                of(
                        "name-of-control-codes",
                        named("\\u001b]0;x\\u0007\\n\\u009b2J\\u202e", "1"),
                        0,
                        "described rightly"),
                of("entry-a-number", named("a", "1"), 0, "not described rightly"),
                of("entry-null", named("a", "null"), 0, "not described rightly"),
                of("no-offsets", named("a", "{\"dtype\":\"F32\",\"shape\":[1]}"), 4, "not described rightly"),
                of("one-key-more", named("a", OF_ONE.replace("{", "{\"x\":1,")), 4, "not described rightly"),
                of("dtype-number", named("a", OF_ONE.replace("\"F32\"", "32")), 4, "is no text"),
                of("dtype-of-a-megabyte", named("a", tensor("F".repeat(1 << 20), "1", 0, 4)), 4, "or a long one"),
                of("dtype-list", named("a", OF_ONE.replace("\"F32\"", "[\"F32\"]")), 4, "is no text"),
                of("shape-text", named("a", OF_ONE.replace("[1]", "\"1\"")), 4, "shape of tensor 'a' is not readable"),
                of("shape-fraction", named("a", tensor("F32", "1.0", 0, 4)), 4, "holds 1.0"),
                of("shape-negative", named("a", tensor("F32", "-1", 0, 4)), 4, "holds -1"),
                of("shape-2-63", named("a", tensor("F32", "9223372036854775807", 0, 4)), 4, "whole numbers"),
                of("shape-2-62", named("a", tensor("U8", "999999999999999999", 0, 4)), 4, "more elements"),
                of("shape-2-31", named("a", tensor("U8", "2147483647", 0, 2147483647)), 4, "more elements"),
                of("shape-unread-2-31", named("a", tensor("F4", "2147483647", 0, 4)), 4, "more elements"),
                of("shape-times-4", named("a", tensor("U8", "4194305,4194305,211106198978564", 0, 4)), 4, "elements"),
                of("shape-times-0", named("a", tensor("U8", "4294967296,4294967296", 0, 0)), 0, "more elements"),
                of("shape-of-0-and-2-31", named("a", tensor("U8", "0,2147483647,2147483647", 0, 0)), 0, "elements"),
                of("nine-axes", named("a", tensor("U8", "1,1,1,1,1,1,1,1,1", 0, 1)), 1, "at most 8 numbers"),
                of("sixty-axes", named("a", tensor("U8", "1" + ",1".repeat(59), 0, 1)), 1, "more than 64 JSON values"),
                of("digits", named("a", tensor("U8", "1".repeat(50_000), 0, 1)), 1, "a number is too long"),
                of("offsets-three", named("a", OF_ONE.replace("0,4]", "0,4,8]")), 4, "at most 2 numbers"),
                of("offsets-one", named("a", OF_ONE.replace("0,4]", "0]")), 4, "other data_offsets than two"),
                of("offsets-reversed", named("a", tensor("F32", "1", 4, 0)), 4, "expected a difference of 4"),
                of("offsets-of-another-size", named("a", tensor("F32", "2", 0, 4)), 4, "a difference of 8"),
                of("offsets-beyond-the-file", named("a", tensor("F64", "9999", 0, 79992)), 4, "Is it cut off?"),
                of("offsets-of-2-60", named("a", tensor("X", "1", 0, 1L << 59)), 4, "Is it cut off?"),
                of("gap", named("a", tensor("F32", "1", 4, 8)), 8, "begins at 4; expected 0"),
                of("bytes-left", named("a", OF_ONE), 8, "do not fit the 8 bytes"),
                of(
                        "overlap",
                        "{\"a\":" + tensor("F32", "2", 0, 8) + ",\"b\":" + tensor("F32", "1", 4, 8) + "}",
                        8,
                        "begins at 4"),
                of("the-same-bytes", "{\"a\":" + OF_ONE + ",\"b\":" + OF_ONE + "}", 4, "begins at 0; expected 4"),
                of(
                        "none-inside-another",
                        "{\"a\":" + tensor("F32", "2", 0, 8) + ",\"b\":" + tensor("F32", "0", 4, 4) + "}",
                        8,
                        "begins at 4"),
                of("10000-overlapping", overlapping(10_000), 4, "begins at 0; expected 4"));
    }

    private static String tensor(String dtype, String shape, long begin, long end) {
        return "{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[%s,%s]}".formatted(dtype, shape, begin, end);
    }

    private static String named(String name, String entry) {
        return "{\"" + name + "\":" + entry + "}";
    }

    /// As many as fit in no header: the length alone is refused.
    private static String many(int count) {
        return entries(count, OF_NOTHING, "tensor ");
    }

    /// As many as fit in a header, each of a type that is not read.
    private static String few(int count) {
        return entries(count, "{\"dtype\":\"\",\"shape\":[],\"data_offsets\":[0,0]}", "");
    }

    private static String few(int count, String value) {
        String all = entries(count, value, "");
        return all.substring(1, all.length() - 1);
    }

    private static String overlapping(int count) {
        return entries(count, OF_ONE, "");
    }

    private static String entries(int count, String entry, String prefix) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"" + prefix + Integer.toString(i, 36) + "\":" + entry)
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static EvilFile of(String name, String header, int numbers, String says) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        byte[] content = ByteBuffer.allocate(8 + text.length + numbers)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .array();
        return new EvilFile(name + ".safetensors", content, says);
    }

    private static EvilFile whole(String name, long length, int behind, String says) {
        byte[] content = ByteBuffer.allocate(8 + Math.max(0, behind))
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .array();
        int kept = behind > 0 ? content.length : behind < 0 ? 7 : says.contains("empty") ? 0 : 8;
        return new EvilFile(name + ".safetensors", Arrays.copyOf(content, kept), says);
    }
}
