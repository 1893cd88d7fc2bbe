package dev.chainrule.bench;

import dev.chainrule.tensor.Precision;
import java.util.List;

/// The libraries that are compared, with the JVM flags they are run with; ours are those of `bin/chainrule`.
enum Library {
    CHAINRULE(
            "Chainrule",
            List.of("--add-modules", "jdk.incubator.vector", "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0")) {
        @Override
        Contender contender(NetShape net, TrainingData data, int threads) {
            return new ChainruleContender(net, data, threads);
        }

        @Override
        Task product(ProductShape shape, int threads) {
            return new ChainruleProduct(shape, Precision.FLOAT32, threads);
        }
    },
    DJL(
            "DJL 0.35 + PyTorch 2.7.1",
            List.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "-Dai.djl.offline=true",
                    "-Dai.djl.pytorch.num_threads=THREADS",
                    "-Dai.djl.pytorch.num_interop_threads=1")) {
        @Override
        Contender contender(NetShape net, TrainingData data, int threads) {
            return new DjlContender(net, data);
        }

        @Override
        Task product(ProductShape shape, int threads) {
            throw new UnsupportedOperationException();
        }
    },
    LIBTORCH("libtorch 2.10 (JavaCPP)", List.of("--enable-native-access=ALL-UNNAMED")) {
        @Override
        Contender contender(NetShape net, TrainingData data, int threads) {
            return LibtorchContender.withFasterPool(net, data, threads);
        }

        @Override
        Task product(ProductShape shape, int threads) {
            throw new UnsupportedOperationException();
        }
    },
    OPENBLAS("OpenBLAS 0.3.31", List.of("--enable-native-access=ALL-UNNAMED")) {
        @Override
        Contender contender(NetShape net, TrainingData data, int threads) {
            throw new UnsupportedOperationException();
        }

        @Override
        Task product(ProductShape shape, int threads) {
            OpenBlasProduct.setThreads(threads);
            return new OpenBlasProduct(shape);
        }
    };

    final String title;
    private final List<String> flags;

    Library(String title, List<String> flags) {
        this.title = title;
        this.flags = flags;
    }

    /// The JVM flags it is run with.
    List<String> flags(int threads) {
        return flags.stream()
                .map(flag -> flag.replace("THREADS", String.valueOf(threads)))
                .toList();
    }

    /// A net that trains with this library.
    abstract Contender contender(NetShape net, TrainingData data, int threads);

    /// A float32 matrix product by this library.
    abstract Task product(ProductShape shape, int threads);
}
