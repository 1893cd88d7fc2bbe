package dev.chainrule.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Runs the libraries side by side on this machine and prints tables of medians and ratios.
///
/// Every library and number of threads has a JVM of its own; only one works at a time. In each round every one of them
/// gets a turn on the same task, in an order that changes from round to round; a ratio is taken within a round and the
/// median of the rounds is printed, so that the machine's drift cancels.
///
/// Arguments: `nets`, `products` or both (the default is both); `--rounds=5`; `--patience=90`, the
/// seconds to spend on waiting for a quiet machine; `--batch-norm`; `--libraries=CHAINRULE,DJL,LIBTORCH,OPENBLAS`.
final class Bench {
    private static final int[] THREADS = {1, 2};
    private static final int AGREEMENT_STEPS = 20;
    private static final int FEWEST_WARM_UP_SLICES = 4;
    private static final long MOST_WARM_UP_NANOS = 8_000_000_000L;
    private static final long SETTLED_BYTES = 64 << 10;

    private final int rounds;
    private final Set<Library> libraries;
    private final Quiet quiet;

    private Bench(int rounds, double patience, Set<Library> libraries) {
        this.rounds = rounds;
        this.quiet = new Quiet(patience);
        this.libraries = libraries;
    }

    public static void main(String[] arguments) {
        List<String> words = Arrays.asList(arguments);
        int rounds = Integer.parseInt(option(words, "--rounds=", "5"));
        double patience = Double.parseDouble(option(words, "--patience=", "90"));
        Set<Library> libraries = EnumSet.noneOf(Library.class);
        for (String name :
                option(words, "--libraries=", "CHAINRULE,DJL,LIBTORCH,OPENBLAS").split(",")) {
            libraries.add(Library.valueOf(name));
        }
        Bench bench = new Bench(rounds, patience, libraries);
        boolean all = !words.contains("nets") && !words.contains("products");
        long start = System.nanoTime();
        System.out.println(machine());
        if (all || words.contains("nets")) {
            bench.nets(words.contains("--batch-norm"));
        }
        if (all || words.contains("products")) {
            bench.products();
        }
        System.out.printf(
                "%n%d rounds, %d s; %s%n", rounds, (System.nanoTime() - start) / 1_000_000_000, bench.quiet.summary());
    }

    private static String option(List<String> words, String name, String otherwise) {
        return words.stream()
                .filter(word -> word.startsWith(name))
                .map(word -> word.substring(name.length()))
                .findFirst()
                .orElse(otherwise);
    }

    private static String machine() {
        String processor = System.getProperty("os.arch");
        try {
            processor = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.replaceFirst(".*:\\s*", ""))
                    .findFirst()
                    .orElse(processor);
        } catch (IOException e) {
            // Only Linux tells.
        }
        return "%s, %d cores, %s, %s %s"
                .formatted(
                        processor,
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("java.vm.vendor"),
                        Runtime.version());
    }

    private List<WorkerProcess> start(Set<Library> wanted) {
        List<WorkerProcess> workers = new ArrayList<>();
        for (Library library : wanted) {
            if (libraries.contains(library)) {
                for (int threads : THREADS) {
                    WorkerProcess worker = new WorkerProcess(library, threads);
                    System.out.printf("%-42s%s%n", worker.name(), String.join(" ", library.flags(threads)));
                    workers.add(worker);
                }
            }
        }
        return workers;
    }

    private void nets(boolean batchNorm) {
        List<NetShape> nets = NetShape.all(batchNorm);
        List<WorkerProcess> workers = start(EnumSet.of(Library.CHAINRULE, Library.DJL, Library.LIBTORCH));
        try {
            checkAgreement(workers, nets.get(2));
            Map<String, Rounds> results = new LinkedHashMap<>();
            for (NetShape net : nets) {
                results.put(net.toString(), measure(workers, net.toString(), 500));
            }
            NetTable.print(nets, workers, results);
        } finally {
            workers.forEach(WorkerProcess::close);
        }
    }

    private void products() {
        List<ProductShape> shapes = ProductShape.all();
        List<WorkerProcess> workers = start(EnumSet.of(Library.CHAINRULE, Library.OPENBLAS));
        try {
            Map<String, Rounds> results = new LinkedHashMap<>();
            for (ProductShape shape : shapes) {
                results.put(shape.toString(), measure(workers, shape.toString(), 120));
            }
            ProductTable.print(shapes, workers, results);
        } finally {
            workers.forEach(WorkerProcess::close);
        }
    }

    /// All contenders start from the same weights and see the same batches, so their losses must agree: proof that
    /// they do the same work.
    private static void checkAgreement(List<WorkerProcess> workers, NetShape net) {
        double expected = workers.getFirst().loss(net, AGREEMENT_STEPS);
        for (WorkerProcess worker : workers) {
            double loss = worker.loss(net, AGREEMENT_STEPS);
            if (!(Math.abs(loss - expected) < 1e-3 * expected)) {
                throw new IllegalStateException("%s: loss %f after %d steps does not fit %s's %f"
                        .formatted(
                                worker.name(),
                                loss,
                                AGREEMENT_STEPS,
                                workers.getFirst().name(),
                                expected));
            }
        }
        System.out.printf("loss of %s after %d steps: %.5f in all%n", net, AGREEMENT_STEPS, expected);
    }

    private Rounds measure(List<WorkerProcess> workers, String task, long millis) {
        for (WorkerProcess worker : workers) {
            warmUp(worker, task, millis);
        }
        Rounds results = new Rounds();
        for (int round = 0; round < rounds; round++) {
            for (int turn = 0; turn < workers.size(); turn++) {
                WorkerProcess worker = workers.get((turn + round) % workers.size());
                results.add(worker, quiet.run(worker, task, millis));
            }
        }
        System.out.printf(
                "%s: %s ms%n",
                task,
                workers.stream()
                        .map(worker -> "%.2f".formatted(results.median(worker)))
                        .collect(Collectors.joining(", ")));
        return results;
    }

    /// Runs slices until steps neither become faster nor allocate much: vector code allocates until it is compiled.
    private static void warmUp(WorkerProcess worker, String task, long millis) {
        long start = System.nanoTime();
        Slice before = worker.run(task, millis);
        for (int slices = 1; System.nanoTime() - start < MOST_WARM_UP_NANOS; slices++) {
            Slice slice = worker.run(task, millis);
            boolean settled = slice.median() > 0.9 * before.median() && slice.bytes() <= SETTLED_BYTES;
            if (settled && slices >= FEWEST_WARM_UP_SLICES - 1) {
                return;
            }
            before = slice;
        }
    }
}
