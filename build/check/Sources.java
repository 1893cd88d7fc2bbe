import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.ModuleTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import javax.tools.ToolProvider;

/// Checks what the compiler does not: `Sources.java check|fix FOLDER`.
///
/// Every Java file below the folder has the format of palantir-java-format, and every public or protected element of
/// main code has a comment. `check` names what is wrong and exits with 1; `fix` formats the files.
final class Sources {
    private static final Set<String> SKIPPED = Set.of("target", ".git", ".idea", "node_modules");

    private static final Formatter FORMATTER = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());

    private Sources() {}

    public static void main(String[] arguments) throws IOException {
        boolean fix = arguments[0].equals("fix");
        Path root = Path.of(arguments[1]).toRealPath();
        List<Path> files = javaFiles(root);
        List<String> formatFaults = files.parallelStream()
                .flatMap(file -> format(root, file, fix).stream())
                .toList();
        formatFaults.forEach(System.err::println);
        if (!formatFaults.isEmpty()) {
            System.err.println("To format every file: bin/format");
        }
        List<String> missing = fix ? List.of() : missingComments(root, files);
        missing.forEach(System.err::println);
        if (!formatFaults.isEmpty() || !missing.isEmpty()) {
            System.exit(1);
        }
    }

    private static List<Path> javaFiles(Path root) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return SKIPPED.contains(folder.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".java")) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        files.sort(null);
        return files;
    }

    private static Optional<String> format(Path root, Path file, boolean fix) {
        try {
            String source = Files.readString(file);
            String wrapped = CommentWrapper.wrap(source);
            Optional<String> wide =
                    wrapped.lines().filter(CommentWrapper::isTooWide).findFirst();
            if (wide.isPresent()) {
                return Optional.of(
                        root.relativize(file) + ": too wide: " + wide.get().strip());
            }
            String formatted = formatted(source);
            if (formatted.equals(source)) {
                return Optional.empty();
            }
            if (fix) {
                Files.writeString(file, formatted);
                System.out.println("formatted " + root.relativize(file));
                return Optional.empty();
            }
            return Optional.of(root.relativize(file) + ": not formatted");
        } catch (FormatterException e) {
            return Optional.of(root.relativize(file) + ":" + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A file as `bin/format` leaves it.
    static String formatted(String source) throws FormatterException {
        String once = FORMATTER.formatSourceAndFixImports(CommentWrapper.wrap(source));
        // How wide a comment may be depends on the indentation that it has afterwards.
        return once.equals(source) ? once : FORMATTER.formatSourceAndFixImports(CommentWrapper.wrap(once));
    }

    private static List<String> missingComments(Path root, List<Path> files) throws IOException {
        List<Path> main = files.stream()
                .filter(file -> file.toString().contains("/src/main/java/"))
                .toList();
        if (main.isEmpty()) {
            return List.of();
        }
        var compiler = ToolProvider.getSystemJavaCompiler();
        var manager = compiler.getStandardFileManager(null, null, null);
        var task = (JavacTask) compiler.getTask(
                null, manager, problem -> {}, List.of(), null, manager.getJavaFileObjectsFromPaths(main));
        DocTrees docs = DocTrees.instance(task);
        List<String> missing = new ArrayList<>();
        for (CompilationUnitTree unit : task.parse()) {
            new CommentScanner(root, docs, unit, missing).scan(unit, null);
            if (SizeScanner.concerns(unit)) {
                new SizeScanner(root, docs, unit, missing).scan(unit, null);
            }
        }
        return missing;
    }

    /// Fills the paragraphs of `///` comments, which the formatter would cut into code where they are too wide.
    private static final class CommentWrapper {
        private static final int WIDTH = 120;
        private static final Pattern COMMENT = Pattern.compile("( *///) ?( *)(.*)");
        private static final Pattern ITEM = Pattern.compile("([-*+]|\\d+[.)]) +.*");
        private static final Pattern VERBATIM = Pattern.compile("|[|#<].*");
        private static final Pattern STARTS_BLOCK = Pattern.compile("([-*+#>|=@~<]|```|\\d+[.)] ).*");

        private CommentWrapper() {}

        static String wrap(String source) {
            List<String> lines = new ArrayList<>(List.of(source.split("\n", -1)));
            boolean fenced = false;
            for (int i = 0; i < lines.size(); i++) {
                Matcher line = COMMENT.matcher(lines.get(i));
                if (!line.matches()) {
                    fenced = false;
                    continue;
                }
                fenced ^= line.group(3).startsWith("```");
                boolean verbatim = fenced || VERBATIM.matcher(line.group(3)).matches();
                if (!verbatim) {
                    fill(lines, i);
                }
            }
            return String.join("\n", lines);
        }

        static boolean isTooWide(String line) {
            return COMMENT.matcher(line).matches() && line.length() > width(line);
        }

        /// The formatter counts the indentation of a comment's lines twice.
        private static int width(String line) {
            return WIDTH - line.indexOf('/');
        }

        /// Makes a line of a paragraph as long as it can be: what comes next in the paragraph follows on it,
        /// and what does not fit goes to the next line.
        private static void fill(List<String> lines, int i) {
            Matcher line = COMMENT.matcher(lines.get(i));
            line.matches();
            Matcher item = ITEM.matcher(line.group(3));
            int hanging =
                    line.group(2).length() + (item.matches() ? item.group(1).length() + 1 : 0);
            String prefix = line.group(1) + " " + " ".repeat(hanging);
            while (!isTooWide(lines.get(i)) && i + 1 < lines.size() && continues(lines.get(i + 1), prefix)) {
                lines.set(i, lines.get(i) + " " + lines.remove(i + 1).substring(prefix.length()));
            }
            String text = lines.get(i);
            int cut = isTooWide(text) ? breakPoint(text, line.start(3)) : -1;
            if (cut >= 0) {
                lines.set(i, text.substring(0, cut));
                lines.add(i + 1, prefix + text.substring(cut + 1));
            }
        }

        private static boolean continues(String next, String prefix) {
            String text = next.startsWith(prefix) ? next.substring(prefix.length()) : "";
            return !text.isBlank()
                    && text.charAt(0) != ' '
                    && !STARTS_BLOCK.matcher(text).matches();
        }

        /// The last space that fits, is not inside of code and after which the text does not read as a list, a
        /// heading or a tag.
        private static int breakPoint(String text, int start) {
            int widest = text.lastIndexOf(' ', width(text));
            int cut = widest;
            while (cut > start
                    && (isInCode(text, cut)
                            || STARTS_BLOCK.matcher(text.substring(cut + 1)).matches())) {
                cut = text.lastIndexOf(' ', cut - 1);
            }
            return cut > start ? cut : widest > start ? widest : -1;
        }

        private static boolean isInCode(String text, int position) {
            return text.substring(0, position).chars().filter(c -> c == '`').count() % 2 == 1;
        }
    }

    /// Notes signatures of more than 8 parameters, record headers included, and methods of more than 40 lines, in
    /// what is written by hand in the core.
    private static final class SizeScanner extends TreePathScanner<Void, Void> {
        private static final int MOST_PARAMETERS = 8;
        private static final int MOST_LINES = 40;

        /// What may be larger, each with its reason.
        private static final Set<String> LARGER = Set.of(
                // What a convolution is: four pairs of rows and columns, and three extents.
                "ConvolutionGeometry",
                // One component a family of kernels.
                "Kernels",
                // One component a line of the report, a fact of the file or the machine, an instruction.
                "GradientReport",
                "MachineFacts",
                "Beginning",
                "RunSettings",
                "PickleReader.step",
                // A backward pass takes what the forward pass took and gave, and its own results.
                "Normalization.groupGradients",
                "ReferenceNormalization.groupGradients",
                "VectorNormalization.groupGradients",
                // Loops whose vectors must stay in registers, so that no part may become a method, nor an argument an
                // object.
                "VectorPacking.stages",
                "VectorRows.gradientSums",
                "VectorRows.gradientSumsRectified",
                "VectorPooledRows.gradientSums",
                "VectorPooledRows.gradientSumsOfRow",
                "VectorPooledRows.gradientsOfRow");

        private final Path root;
        private final DocTrees docs;
        private final CompilationUnitTree unit;
        private final List<String> faults;

        SizeScanner(Path root, DocTrees docs, CompilationUnitTree unit, List<String> faults) {
            this.root = root;
            this.docs = docs;
            this.unit = unit;
            this.faults = faults;
        }

        static boolean concerns(CompilationUnitTree unit) throws IOException {
            return unit.getSourceFile().getName().contains("/src/main/java/")
                    && !unit.getSourceFile().getCharContent(true).toString().startsWith("// Generated");
        }

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            if (type.getKind() == Tree.Kind.RECORD) {
                long components = type.getMembers().stream()
                        .filter(member -> member instanceof VariableTree field
                                && !field.getModifiers().getFlags().contains(Modifier.STATIC))
                        .count();
                note(type, type.getSimpleName().toString(), components, 0);
            }
            return super.visitClass(type, null);
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            String name = method.getName().toString();
            ClassTree type = (ClassTree) getCurrentPath().getParentPath().getLeaf();
            boolean header = type.getKind() == Tree.Kind.RECORD && name.equals("<init>");
            note(
                    method,
                    type.getSimpleName() + "." + name,
                    header ? 0 : method.getParameters().size(),
                    lines(method));
            return super.visitMethod(method, null);
        }

        private long lines(MethodTree method) {
            return line(docs.getSourcePositions().getEndPosition(unit, method))
                    - line(docs.getSourcePositions().getStartPosition(unit, method))
                    + 1;
        }

        private long line(long position) {
            return position < 0 ? 0 : unit.getLineMap().getLineNumber(position);
        }

        private void note(Tree tree, String name, long parameters, long lines) {
            if ((parameters > MOST_PARAMETERS || lines > MOST_LINES) && !LARGER.contains(name)) {
                Path file = root.relativize(Path.of(unit.getSourceFile().toUri()));
                long start = line(docs.getSourcePositions().getStartPosition(unit, tree));
                faults.add("%s:%d: %s has %d parameters and %d lines; expected at most %d and %d"
                        .formatted(file, start, name, parameters, lines, MOST_PARAMETERS, MOST_LINES));
            }
        }
    }

    /// Visits what a user of a file can name, and notes what has no comment.
    private static final class CommentScanner extends TreePathScanner<Void, Void> {
        private static final Set<Tree.Kind> INTERFACES = Set.of(Tree.Kind.INTERFACE, Tree.Kind.ANNOTATION_TYPE);

        private final Path root;
        private final DocTrees docs;
        private final CompilationUnitTree unit;
        private final List<String> missing;

        CommentScanner(Path root, DocTrees docs, CompilationUnitTree unit, List<String> missing) {
            this.root = root;
            this.docs = docs;
            this.unit = unit;
            this.missing = missing;
        }

        @Override
        public Void visitModule(ModuleTree module, Void unused) {
            require(module, "module " + module.getName());
            return null;
        }

        @Override
        public Void visitPackage(PackageTree tree, Void unused) {
            if (unit.getSourceFile().getName().endsWith("package-info.java")) {
                require(tree, "package " + tree.getPackageName());
            }
            return null;
        }

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            if (isVisible(type.getModifiers())) {
                require(type, type.getSimpleName().toString());
                type.getMembers().forEach(member -> scan(member, null));
            }
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            if (isVisible(method.getModifiers()) && !overrides(method) && !isCanonical(method)) {
                require(method, method.getName().toString());
            }
            return null;
        }

        @Override
        public Void visitVariable(VariableTree field, Void unused) {
            boolean component = enclosing().getKind() == Tree.Kind.RECORD
                    && !field.getModifiers().getFlags().contains(Modifier.STATIC);
            if (isVisible(field.getModifiers()) && !component && !saysItself(field)) {
                require(field, field.getName().toString());
            }
            return null;
        }

        /// Whether this is a constant of an enum whose first argument is a sentence: it would be written twice.
        private boolean saysItself(VariableTree field) {
            return enclosing().getKind() == Tree.Kind.ENUM
                    && field.getInitializer() instanceof NewClassTree constant
                    && !constant.getArguments().isEmpty()
                    && Set.of(Tree.Kind.STRING_LITERAL, Tree.Kind.PLUS)
                            .contains(constant.getArguments().getFirst().getKind())
                    && constant.getArguments().getFirst().toString().contains(" ");
        }

        private ClassTree enclosing() {
            return (ClassTree) getCurrentPath().getParentPath().getLeaf();
        }

        private boolean isVisible(ModifiersTree modifiers) {
            Set<Modifier> flags = modifiers.getFlags();
            boolean member = getCurrentPath().getParentPath().getLeaf() instanceof ClassTree;
            return flags.contains(Modifier.PUBLIC)
                    || flags.contains(Modifier.PROTECTED)
                    || (member && INTERFACES.contains(enclosing().getKind()) && !flags.contains(Modifier.PRIVATE));
        }

        private static boolean overrides(MethodTree method) {
            return method.getModifiers().getAnnotations().stream()
                    .map(AnnotationTree::getAnnotationType)
                    .anyMatch(type -> type.toString().equals("Override"));
        }

        /// A record's own constructor is documented by the record's components.
        private boolean isCanonical(MethodTree method) {
            return enclosing().getKind() == Tree.Kind.RECORD
                    && method.getName().contentEquals("<init>")
                    && method.getParameters().size() == componentCount();
        }

        private long componentCount() {
            return enclosing().getMembers().stream()
                    .filter(member -> member instanceof VariableTree field
                            && !field.getModifiers().getFlags().contains(Modifier.STATIC))
                    .count();
        }

        private void require(Tree tree, String name) {
            String comment = docs.getDocComment(getCurrentPath());
            if (comment == null || comment.isBlank()) {
                Path file = root.relativize(Path.of(unit.getSourceFile().toUri()));
                long start = docs.getSourcePositions().getStartPosition(unit, tree);
                missing.add(file + ":" + unit.getLineMap().getLineNumber(start) + ": " + name + " has no comment");
            }
        }
    }
}
