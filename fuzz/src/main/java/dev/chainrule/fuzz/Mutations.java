package dev.chainrule.fuzz;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Many small changes to what [Fuzz] has learnt, without looking at coverage: several times as many files a second.
/// `json 60 7`: a target, seconds, and a seed, from which the same files come again.
public final class Mutations {
    private static final long MOST_NANOS = 1_000_000_000;
    private static final int LONGEST = 8192;
    private static final byte[] TELLING = {
        0, 1, -1, 127, -128, '"', '\\', '{', '}', '[', ']', ',', ':', '0', '9', '-', '.', 'e'
    };

    private final List<byte[]> corpus;
    private final SplittableRandom random;

    private Mutations(List<byte[]> corpus, long seed) {
        this.corpus = corpus;
        this.random = new SplittableRandom(seed);
    }

    /// Starts.
    ///
    /// @param arguments a target, seconds, a seed
    /// @throws Exception if a file cannot be read or written
    public static void main(String... arguments) throws Exception {
        String name = arguments[0];
        long end = System.nanoTime() + Long.parseLong(arguments[1]) * 1_000_000_000;
        Path corpus = Files.createDirectories(Fuzz.corpus(name));
        Seeds.write(name, corpus);
        System.setProperty(FuzzTarget.PROPERTY, name);
        FuzzTarget.fuzzerInitialize();
        Mutations mutations = new Mutations(contents(corpus), Long.parseLong(arguments[2]));
        long runs = 0;
        int found = 0;
        while (System.nanoTime() < end) {
            for (int i = 0; i < 100; i++) {
                byte[] content = mutations.next();
                found += mutations.isFinding(content) ? keep(content, corpus.resolveSibling("found-" + found)) : 0;
            }
            runs += 100;
        }
        System.out.println("%s: %s files, %s findings, from %s of the corpus, seed %s"
                .formatted(name, runs, found, mutations.corpus.size(), arguments[2]));
    }

    private static List<byte[]> contents(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder).sorted()) {
            List<Path> all = files.toList();
            byte[][] contents = new byte[all.size()][];
            for (int i = 0; i < contents.length; i++) {
                contents[i] = Files.readAllBytes(all.get(i));
            }
            return Arrays.asList(contents);
        }
    }

    private static int keep(byte[] content, Path file) throws IOException {
        Files.write(file, content);
        return 1;
    }

    /// Whether a content is refused wrongly, or takes a second of this thread.
    private boolean isFinding(byte[] content) {
        long before = cpu();
        try {
            FuzzTarget.fuzzerTestOneInput(content);
        } catch (Exception | OutOfMemoryError | StackOverflowError e) {
            System.out.println("finding: " + e);
            return true;
        }
        return cpu() - before > MOST_NANOS;
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private byte[] next() {
        byte[] content = any().clone();
        for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
            content = edited(content);
        }
        return content.length > LONGEST ? Arrays.copyOf(content, LONGEST) : content;
    }

    private byte[] any() {
        return corpus.get(random.nextInt(corpus.size()));
    }

    private byte[] edited(byte[] content) {
        int length = content.length;
        if (length == 0) {
            return any().clone();
        }
        int at = random.nextInt(length);
        int count = 1 + random.nextInt(Math.min(length - at, 1 << random.nextInt(8)));
        switch (random.nextInt(6)) {
            case 0 -> content[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> content[at] = (byte) random.nextInt(256);
            case 2 -> content[at] = TELLING[random.nextInt(TELLING.length)];
            case 3 -> {
                return replaced(content, at, count, new byte[0]);
            }
            case 4 -> {
                return replaced(content, at, 0, Arrays.copyOfRange(content, at, at + count));
            }
            default -> {
                byte[] other = any();
                int from = random.nextInt(other.length + 1);
                int to = Math.min(other.length, from + count);
                return replaced(content, at, random.nextBoolean() ? count : 0, Arrays.copyOfRange(other, from, to));
            }
        }
        return content;
    }

    private static byte[] replaced(byte[] content, int at, int count, byte[] by) {
        byte[] edited = Arrays.copyOf(content, content.length - count + by.length);
        System.arraycopy(by, 0, edited, at, by.length);
        System.arraycopy(content, at + count, edited, at + by.length, content.length - at - count);
        return edited;
    }
}
