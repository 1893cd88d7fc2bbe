package dev.chainrule.bench;

import dev.chainrule.tensor.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The libraries that are compared, with the JVM flags they are run with: what each needs, and the JVM's defaults.
enum Library {
    CHAINRULE(
            "Chainrule",
            List.of("--add-modules", "jdk.incubator.vector", "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0")) {
        @Override
        Task task(Work work, int threads) {
            return switch (work) {
                case Net net -> new ChainruleTraining(net, new TrainingData(net), threads);
                case ProductShape shape -> new ChainruleProduct(shape, Precision.FLOAT32, threads);
                case ConvolutionWork convolution -> new ChainruleConvolution(convolution, threads);
            };
        }
    },
    DJL(
            "DJL 0.35 + PyTorch 2.7.1",
            List.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "-Dai.djl.offline=true",
                    "-Dai.djl.pytorch.num_threads=THREADS",
                    "-Dai.djl.pytorch.num_interop_threads=1"),
            NativePart.ATEN,
            NativePart.ONEDNN,
            NativePart.MKL) {
        @Override
        Task task(Work work, int threads) {
            return switch (work) {
                case Net net -> new DjlTraining(net, new TrainingData(net));
                case ProductShape _, ConvolutionWork _ -> throw refusal(work);
            };
        }
    },
    LIBTORCH(
            "libtorch 2.10 (JavaCPP)",
            List.of("--enable-native-access=ALL-UNNAMED"),
            NativePart.ATEN,
            NativePart.ONEDNN,
            NativePart.OPENBLAS) {
        @Override
        Task task(Work work, int threads) {
            return switch (work) {
                case Net net -> {
                    TrainingData data = new TrainingData(net);
                    yield LibtorchForm.fastest(
                            LibtorchForm.candidates(threads, net.ofImages()),
                            form -> new LibtorchTraining(net, data, form));
                }
                case ConvolutionWork convolution ->
                    LibtorchForm.fastest(
                            List.of(new LibtorchForm(threads, 1, false), new LibtorchForm(threads, 1, true)),
                            form -> new LibtorchConvolution(convolution, form));
                case ProductShape _ -> throw refusal(work);
            };
        }
    },
    TENSORFLOW("TensorFlow 2.18 (Java 1.1)", List.of("--enable-native-access=ALL-UNNAMED"), NativePart.ONEDNN) {
        @Override
        void prepare(Map<String, String> environment) {
            // Else it takes oneDNN on the newest processors only.
            environment.put("TF_ENABLE_ONEDNN_OPTS", "1");
            environment.put("TF_CPP_MIN_LOG_LEVEL", "2");
        }

        @Override
        Task task(Work work, int threads) {
            return switch (work) {
                case Net net -> new TensorflowTraining(net, new TrainingData(net), threads);
                case ProductShape _, ConvolutionWork _ -> throw refusal(work);
            };
        }
    },
    OPENBLAS("OpenBLAS 0.3.31", List.of("--enable-native-access=ALL-UNNAMED"), NativePart.OPENBLAS) {
        @Override
        Task task(Work work, int threads) {
            return switch (work) {
                case ProductShape shape -> {
                    OpenBlasProduct.setThreads(threads);
                    yield new OpenBlasProduct(shape);
                }
                case Net _, ConvolutionWork _ -> throw refusal(work);
            };
        }
    };

    final String title;
    private final List<String> flags;
    private final List<NativePart> parts;

    Library(String title, List<String> flags, NativePart... parts) {
        this.title = title;
        this.flags = flags;
        this.parts = List.of(parts);
    }

    /// The library of a name, in any case.
    static Library of(String name) {
        return Arrays.stream(values())
                .filter(library -> library.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("bench: library %s does not fit; expected some of %s"
                        .formatted(name, Arrays.toString(values()))));
    }

    /// The JVM flags it is run with.
    List<String> flags(int threads) {
        return flags.stream()
                .map(flag -> flag.replace("THREADS", String.valueOf(threads)))
                .toList();
    }

    /// Sets the variables of the environment that it needs to be at its best.
    void prepare(Map<String, String> environment) {}

    /// What of it chooses its instructions by itself; nothing of ours.
    List<NativePart> parts() {
        return parts;
    }

    /// The work in the hands of this library, in float32 unless it says otherwise.
    abstract Task task(Work work, int threads);

    UnsupportedOperationException refusal(Work work) {
        return new UnsupportedOperationException(title + ": is not compared at " + work);
    }
}
