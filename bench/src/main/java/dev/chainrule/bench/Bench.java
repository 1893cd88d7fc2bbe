package dev.chainrule.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Runs the libraries side by side on this machine and prints tables of medians and ratios.
///
/// Every library and number of threads has a JVM of its own; only one works at a time. In each round every one of them
/// gets a turn on the same work, in an order that changes from round to round; a ratio is taken within a round and the
/// median of the rounds is printed, so that the machine's drift cancels. Before it is measured, all libraries must get
/// the same result.
///
/// Arguments: the tables, of `nets`, `products` and `convolutions` (default: all); `--rounds=5`; `--patience=90`, the
/// seconds to spend on waiting for a quiet machine; `--libraries=CHAINRULE,DJL,LIBTORCH,TENSORFLOW,OPENBLAS`;
/// `--nets=`, the rows of the first table as [Net#parse] reads them, for example
/// `--nets=5x100@50+bn,three-layer-convnet,vgg-64-128-256`; `--products=`, those of the second as [ProductShape#parse]
/// does; `--isa=avx512`, `avx2`, `vectors128` or `sse`, the [InstructionSet] that all are held to. The head of each
/// table says which instructions each library really used.
final class Bench {
    private static final int[] THREADS = {1, 2};
    private static final long LEAST_WARM_UP_NANOS = 2_000_000_000L;
    private static final long NET_WARM_UP_NANOS = 40_000_000_000L;
    private static final long KERNEL_WARM_UP_NANOS = 5_000_000_000L;
    private static final long SETTLED_BYTES = 128 << 10;
    private static final int NET_MILLIS = 500;
    private static final int KERNEL_MILLIS = 120;
    private static final int MOST_AGREEMENT_STEPS = 10;
    private static final int FEWEST_AGREEMENT_STEPS = 5;
    private static final double AGREEMENT_OPERATIONS = 6e9;

    private final BenchSettings settings;
    private final Quiet quiet;

    private Bench(BenchSettings settings) {
        this.settings = settings;
        this.quiet = new Quiet(settings.patience());
    }

    public static void main(String[] arguments) {
        BenchSettings settings;
        try {
            settings = BenchSettings.parse(arguments);
            settings.isa().ifPresent(isa -> isa.requireOn(Processor.here()));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Bench bench = new Bench(settings);
        long start = System.nanoTime();
        System.out.println(machine());
        NativePart.freed(System.getenv()).ifPresent(System.out::println);
        settings.isa().flatMap(isa -> isa.warning(settings.libraries())).ifPresent(System.out::println);
        for (String table : bench.settings.tables()) {
            switch (table) {
                case "nets" -> bench.nets();
                case "products" -> bench.products();
                case "convolutions" -> bench.convolutions();
                default -> throw new IllegalStateException(table);
            }
        }
        System.out.printf(
                "%n%d rounds, %d s; %s%n",
                bench.settings.rounds(), (System.nanoTime() - start) / 1_000_000_000, bench.quiet.summary());
    }

    private static String machine() {
        return "%s, %d cores, %s, %s %s"
                .formatted(
                        Processor.here().name(),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("java.vm.vendor"),
                        Runtime.version());
    }

    private void nets() {
        Results results = compare(
                settings.nets(),
                EnumSet.of(Library.CHAINRULE, Library.DJL, Library.LIBTORCH, Library.TENSORFLOW),
                NET_MILLIS);
        NetTable.print(settings.nets(), results);
    }

    private void products() {
        List<ProductShape> shapes = settings.products();
        RateTable.print(
                "float32 matrix product",
                shapes,
                compare(shapes, EnumSet.of(Library.CHAINRULE, Library.OPENBLAS), KERNEL_MILLIS));
        System.out.println("N, T: an operand that is stored as it is, transposed; m x n x k");
    }

    private void convolutions() {
        List<ConvolutionWork> works = ConvolutionWork.all();
        RateTable.print(
                "float32 convolution",
                works,
                compare(works, EnumSet.of(Library.CHAINRULE, Library.LIBTORCH), KERNEL_MILLIS));
        System.out.println("FORWARD, gradient by INPUT, by FILTERS; N x C x H x W : F x HH x WW / stride + padding");
    }

    private Results compare(List<? extends Work> works, Set<Library> wanted, int millis) {
        List<WorkerProcess> workers = start(wanted);
        try {
            Map<Work, Rounds> rounds = new LinkedHashMap<>();
            for (Work work : works) {
                checkAgreement(workers, work);
                rounds.put(work, measure(workers, work, millis));
            }
            Map<Library, String> instructions = new EnumMap<>(Library.class);
            for (WorkerProcess worker : workers) {
                instructions.computeIfAbsent(worker.library(), library -> worker.instructions());
            }
            return new Results(workers, rounds, instructions);
        } finally {
            workers.forEach(WorkerProcess::close);
        }
    }

    private List<WorkerProcess> start(Set<Library> wanted) {
        List<WorkerProcess> workers = new ArrayList<>();
        for (Library library : wanted) {
            if (settings.libraries().contains(library)) {
                for (int threads : THREADS) {
                    WorkerProcess worker = new WorkerProcess(library, threads, settings.isa());
                    System.out.printf(
                            "%-42s%s%n",
                            worker.name(), String.join(" ", WorkerProcess.flags(library, threads, settings.isa())));
                    workers.add(worker);
                }
            }
        }
        return workers;
    }

    /// All start from the same weights and see the same data, so their results must agree: proof that they do the
    /// same work. Losses of many steps would drift apart, because DJL's Adam adds its epsilon before it corrects
    /// the bias of the second moment and the others afterwards.
    private static void checkAgreement(List<WorkerProcess> workers, Work work) {
        int steps = work instanceof Net net
                ? (int) Math.clamp(
                        AGREEMENT_OPERATIONS / net.operations(), FEWEST_AGREEMENT_STEPS, MOST_AGREEMENT_STEPS)
                : 1;
        double expected = workers.getFirst().result(work, steps);
        double furthest = 0;
        for (WorkerProcess worker : workers.subList(1, workers.size())) {
            double result = worker.result(work, steps);
            double difference = Math.abs(result - expected) / Math.abs(expected);
            if (!(difference < 1e-3)) {
                throw new IllegalStateException("%s: result %f of %s after %d steps does not fit %s's %f"
                        .formatted(
                                worker.name(),
                                result,
                                work,
                                steps,
                                workers.getFirst().name(),
                                expected));
            }
            furthest = Math.max(furthest, difference);
        }
        System.out.printf(
                "%s: %.5f after %d steps, the same in all but for a relative %.0e%n", work, expected, steps, furthest);
    }

    private Rounds measure(List<WorkerProcess> workers, Work work, long millis) {
        for (WorkerProcess worker : workers) {
            warmUp(worker, work, millis);
        }
        double before = RoundTrip.nanos();
        Rounds results = new Rounds();
        for (int round = 0; round < settings.rounds(); round++) {
            for (int turn = 0; turn < workers.size(); turn++) {
                WorkerProcess worker = workers.get((turn + round) % workers.size());
                results.add(worker, quiet.run(worker, work, millis));
            }
        }
        System.out.printf(
                "%s: %s ms; a round trip between two threads %.0f ns before, %.0f after%n",
                work,
                workers.stream()
                        .map(worker -> "%.2f".formatted(results.median(worker)))
                        .collect(Collectors.joining(", ")),
                before,
                RoundTrip.nanos());
        return results;
    }

    /// Runs slices until steps neither become faster nor allocate much: vector code allocates until it is compiled,
    /// which takes some tens of the steps of a large net.
    private static void warmUp(WorkerProcess worker, Work work, long millis) {
        long most = work instanceof Net ? NET_WARM_UP_NANOS : KERNEL_WARM_UP_NANOS;
        long start = System.nanoTime();
        Slice before = worker.run(work, millis);
        while (true) {
            Slice slice = worker.run(work, millis);
            boolean settled = slice.median() > 0.9 * before.median() && slice.bytes() <= SETTLED_BYTES;
            long spent = System.nanoTime() - start;
            if (spent > most || settled && spent > LEAST_WARM_UP_NANOS) {
                return;
            }
            before = slice;
        }
    }
}
