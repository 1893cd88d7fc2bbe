package dev.chainrule.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

final class EvilNumpy {
    private static final String START = "\u0093NUMPY";

    private EvilNumpy() {}

    static List<EvilFile> cases() {
        return List.of(
                raw("empty", "", "the file is empty"),
                raw("start-alone", START, "version 0"),
                raw("version-0", START + "\0\0vv" + " ".repeat(300), "version 0"),
                raw("version-4", START + "\4\0vv" + " ".repeat(300), "version 4"),
                raw("version-255", START + "\u00ff\0vv", "version -1"),
                raw("cut-off-in-length", START + "\1\0v", "ends inside of its header"),
                raw("header-longer-than-file", START + "\1\0\u00ff\u00ff{", "header length 65535"),
                raw("header-of-2-31", long2(Integer.MAX_VALUE), "header length 2147483647"),
                raw("header-of-2-32", long2(-1), "header length 4294967295"),
                raw("header-of-a-megabyte", long2(1 << 20) + " ".repeat(1 << 20), "expected at most 65536"),
                raw("no-dictionary", START + "\1\0\4\0()  ", "expected '{'"),
                header("code", "__import__('os').system('true')", "expected '{'"),
                header("call", "{'descr': eval('1'), 'fortran_order': False, 'shape': (1,)}", "text in quotes"),
                header("two-dictionaries", full("'<f4'", "(1,)") + full("'<f4'", "(1,)"), "nothing behind"),
                header("key-twice", "{'descr': '<f4', 'descr': '<f4', 'shape': (1,)}", "that occurs once"),
                header("key-more", "{'x': 1, " + full("'<f4'", "(1,)").substring(1), "the header has the keys"),
                header("key-missing", "{'descr': '<f4', 'shape': (1,)}", "the header has the keys"),
                header("keys-of-a-megabyte", "{'" + "k".repeat(60_000) + "': 1}", "the header has the keys"),
                header("order-number", full("'<f4'", "(1,)").replace("False", "0"), "the header has the keys"),
                header("deep-tuples", full("'<f4'", "(".repeat(30_000)), "at most 8 lists"),
                header("deep-lists", full("[".repeat(9), "(1,)"), "at most 8 lists"),
                header("quote-open", "{'descr: ", "a closing quote"),
                header("digits", full("'<f4'", "(" + "9".repeat(50_000) + ",)"), "at most 100 digits"),
                header("shape-2-63", full("'<f4'", "(9223372036854775808,)"), "below 2⁶³"),
                header("shape-2-62", full("'<f4'", "(4611686018427387904L,)"), "does not fit one tensor"),
                header("shape-times-4", full("'|u1'", "(4194305, 4194305, 211106198978564)"), "not fit one tensor"),
                header("shape-times-0", full("'|u1'", "(4294967296, 4294967296)"), "does not fit one tensor"),
                header("shape-of-0-and-2-31", full("'|u1'", "(0, 2147483647, 2147483647)"), "not fit one tensor"),
                header("shape-2-31", full("'<f8'", "(2147483647,)"), "does not fit one tensor"),
                header("shape-negative", full("'<f4'", "(-1,)"), "whole numbers of at least 0"),
                header("shape-text", full("'<f4'", "('1',)"), "whole numbers of at least 0"),
                header("shape-none", full("'<f4'", "None"), "the header has the keys"),
                header("nine-axes", full("'<f4'", "(1,1,1,1,1,1,1,1,1)"), "at most 8 axes"),
                header("30000-axes", full("'<f4'", "(" + "1,".repeat(30_000) + ")"), "at most 8 axes"),
                header("objects", full("'|O'", "(1,)"), "Python objects, which are pickled and could run code"),
                header("records", full("[('a', '<f4')]", "(1,)"), "(records) is not read"),
                header("complex", full("'<c16'", "(1,)"), "(complex numbers) is not read"),
                header("long-double", full("'<f16'", "(1,)"), "(long double) is not read"),
                header("unit-behind-a-number", full("'<f4[ns]'", "(1,)"), "is not read"),
                header("dtype-of-60000", full("'" + "x".repeat(60_000) + "'", "(1,)"), "is unknown"),
                header("dtype-of-control-codes", full("'\u001b[2J\u009b'", "(1,)"), "is unknown"),
                header("dtype-with-backtracking", full("'<f4[" + "[".repeat(60_000) + "\n'", "(1,)"), "is unknown"),
                header("dtype-without-order", full("'=f4'", "(1,)"), "does not say the order of its bytes"),
                header("claims-8-gb", full("'<f8'", "(1000000000,)"), "Is it cut off?"),
                header("claims-one-more", full("'|u1'", "(1025,)"), 1024, "Is it cut off?"),
                header("claims-one-less", full("'|u1'", "(1023,)"), 1024, "several arrays"),
                header(
                        "whole-number-beyond-2-53",
                        full("'<i8'", "(1,)"),
                        "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f",
                        "up to 2⁵³"));
    }

    static String full(String dtype, String shape) {
        return "{'descr': %s, 'fortran_order': False, 'shape': %s}".formatted(dtype, shape);
    }

    private static String long2(int length) {
        byte[] bytes = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .array();
        return START + "\2\0" + new String(bytes, StandardCharsets.ISO_8859_1) + "{" + " ".repeat(100);
    }

    private static EvilFile raw(String name, String content, String says) {
        return EvilFile.of(name + ".npy", content, says);
    }

    private static EvilFile header(String name, String header, String says) {
        return new EvilFile(name + ".npy", NumpyFileTest.file(header, 0), says);
    }

    private static EvilFile header(String name, String header, int numbers, String says) {
        return new EvilFile(name + ".npy", NumpyFileTest.file(header, numbers), says);
    }

    private static EvilFile header(String name, String header, String numbers, String says) {
        String start = new String(NumpyFileTest.file(header, 0), StandardCharsets.ISO_8859_1);
        return EvilFile.of(name + ".npy", start + numbers, says);
    }
}
