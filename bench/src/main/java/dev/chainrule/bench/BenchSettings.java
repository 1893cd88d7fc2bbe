package dev.chainrule.bench;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What a run of the benchmarks is asked for.
///
/// @param tables of `nets`, `products`, `convolutions`
/// @param nets rows of the table of nets
/// @param products rows of the table of products
/// @param libraries that take part
/// @param isa the instructions that all are held to; none if each takes what it finds
/// @param rounds turns of each library and number of threads
/// @param patience seconds to spend on waiting for a quiet machine
record BenchSettings(
        Set<String> tables,
        List<Net> nets,
        List<ProductShape> products,
        Set<Library> libraries,
        Optional<InstructionSet> isa,
        int rounds,
        double patience) {
    private static final List<String> TABLES = List.of("nets", "products", "convolutions");

    /// Reads the command line that [Bench] documents.
    static BenchSettings parse(String... words) {
        Set<String> tables = new TreeSet<>();
        List<Net> nets = Net.all();
        List<ProductShape> products = ProductShape.all();
        Optional<InstructionSet> isa = Optional.empty();
        Set<Library> libraries = EnumSet.allOf(Library.class);
        int rounds = 5;
        double patience = 90;
        for (String word : words) {
            String[] option = word.split("=", 2);
            String value = option.length == 2 ? option[1] : "";
            switch (option[0]) {
                case "nets", "products", "convolutions" -> tables.add(word);
                case "--nets" ->
                    nets = Arrays.stream(value.split(",")).map(Net::parse).toList();
                case "--products" ->
                    products = Arrays.stream(value.split(","))
                            .map(ProductShape::parse)
                            .toList();
                case "--isa" -> isa = Optional.of(InstructionSet.of(value));
                case "--libraries" -> libraries = libraries(value);
                case "--rounds" -> rounds = number(word, value, 1);
                case "--patience" -> patience = number(word, value, 0);
                default ->
                    throw new IllegalArgumentException("bench: %s does not fit; expected %s, --nets=, --products=,"
                                    .formatted(word, String.join(", ", TABLES))
                            + " --libraries=, --isa=, --rounds=, --patience=");
            }
        }
        if (tables.isEmpty()) {
            tables.addAll(TABLES);
        }
        return new BenchSettings(tables, nets, products, libraries, isa, rounds, patience);
    }

    private static int number(String word, String value, int least) {
        if (!value.matches("\\d{1,6}") || Integer.parseInt(value) < least) {
            throw new IllegalArgumentException(
                    "bench: %s does not fit; expected a number of at least %d".formatted(word, least));
        }
        return Integer.parseInt(value);
    }

    private static Set<Library> libraries(String names) {
        Set<Library> libraries = EnumSet.noneOf(Library.class);
        for (String name : names.split(",")) {
            libraries.add(Library.of(name));
        }
        return libraries;
    }
}
