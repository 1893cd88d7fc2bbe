package dev.chainrule;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Clock;
import java.util.Locale;
import java.util.Set;

/// What may depend on what inside the library, and what no code of it may use.
@AnalyzeClasses(packages = "dev.chainrule", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final Set<String> TRANSCENDENTAL = Set.of(
            "exp", "expm1", "log", "log10", "log1p", "pow", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin", "acos",
            "atan", "atan2", "cbrt", "hypot");

    @ArchTest
    static final ArchRule packagesUseOnlyThoseBelowThem = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.chainrule..")
            .withOptionalLayers(true)
            .layer("tensor")
            .definedBy("dev.chainrule.tensor..")
            .layer("settings")
            .definedBy("dev.chainrule.settings..")
            .layer("random")
            .definedBy("dev.chainrule.random..")
            .layer("format")
            .definedBy("dev.chainrule.format..")
            .layer("kernel")
            .definedBy("dev.chainrule.kernel..")
            .layer("tape")
            .definedBy("dev.chainrule.tape..")
            .layer("layer")
            .definedBy("dev.chainrule.layer..")
            .layer("model")
            .definedBy("dev.chainrule.model..")
            .layer("loss")
            .definedBy("dev.chainrule.loss..")
            .layer("optim")
            .definedBy("dev.chainrule.optim..")
            .layer("data")
            .definedBy("dev.chainrule.data..")
            .layer("zoo")
            .definedBy("dev.chainrule.zoo..")
            .layer("catalogue")
            .definedBy("dev.chainrule.catalogue..")
            .layer("evaluate")
            .definedBy("dev.chainrule.evaluate..")
            .layer("explain")
            .definedBy("dev.chainrule.explain..")
            .layer("train")
            .definedBy("dev.chainrule.train..")
            .layer("check")
            .definedBy("dev.chainrule.check..")
            .whereLayer("check")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("zoo")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("explain")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("catalogue")
            .mayOnlyBeAccessedByLayers("check")
            .whereLayer("train")
            .mayOnlyBeAccessedByLayers("check")
            .whereLayer("evaluate")
            .mayOnlyBeAccessedByLayers("train", "explain")
            .whereLayer("loss")
            .mayOnlyBeAccessedByLayers("catalogue", "train", "check")
            .whereLayer("optim")
            .mayOnlyBeAccessedByLayers("catalogue", "train", "check")
            .whereLayer("data")
            .mayOnlyBeAccessedByLayers("evaluate", "explain", "train", "check")
            .whereLayer("model")
            .mayOnlyBeAccessedByLayers("zoo", "loss", "optim", "data", "evaluate", "explain", "train", "check")
            .whereLayer("layer")
            .mayOnlyBeAccessedByLayers(
                    "model", "zoo", "catalogue", "loss", "optim", "data", "explain", "train", "check")
            .whereLayer("tape")
            .mayOnlyBeAccessedByLayers("layer", "loss", "check")
            .whereLayer("kernel")
            .mayOnlyBeAccessedByLayers(
                    "tape", "layer", "model", "loss", "optim", "data", "evaluate", "explain", "train", "check")
            .whereLayer("tensor")
            .mayNotAccessAnyLayer()
            .whereLayer("settings")
            .mayNotAccessAnyLayer()
            .whereLayer("tensor")
            .mayOnlyBeAccessedByLayers(
                    "random",
                    "format",
                    "kernel",
                    "tape",
                    "layer",
                    "model",
                    "zoo",
                    "loss",
                    "optim",
                    "data",
                    "evaluate",
                    "explain",
                    "train",
                    "check");

    @ArchTest
    static final ArchRule onlyVectorKernelsNameTheIncubator = noClasses()
            .that()
            .resideOutsideOfPackage("dev.chainrule.kernel.vector..")
            .should()
            .dependOnClassesThat(resideInAPackage("jdk.incubator.."));

    @ArchTest
    static final ArchRule onlyKernelsNamesTheTwoSets = noClasses()
            .that()
            .resideOutsideOfPackages("dev.chainrule.kernel.reference..", "dev.chainrule.kernel.vector..")
            .and(describe("are not Kernels", type -> !type.getName().startsWith("dev.chainrule.kernel.Kernels")))
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage("dev.chainrule.kernel.reference..", "dev.chainrule.kernel.vector.."));

    @ArchTest
    static final ArchRule referenceKernelsDoNotNameVectorKernels = noClasses()
            .that()
            .resideInAPackage("dev.chainrule.kernel.reference..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.chainrule.kernel.vector.."));

    @ArchTest
    static final ArchRule vectorKernelsDoNotNameReferenceKernels = noClasses()
            .that()
            .resideInAPackage("dev.chainrule.kernel.vector..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.chainrule.kernel.reference.."));

    @ArchTest
    static final ArchRule convolutionsStandOnProductsAndBothOnTheRest = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.chainrule.kernel.vector..")
            .layer("convolution")
            .definedBy("dev.chainrule.kernel.vector.convolution")
            .layer("product")
            .definedBy("dev.chainrule.kernel.vector.product")
            .layer("vector")
            .definedBy("dev.chainrule.kernel.vector")
            .whereLayer("convolution")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("product")
            .mayOnlyBeAccessedByLayers("convolution");

    @ArchTest
    static final ArchRule kernelsCallNoFunctionWithPlatformBits = noClasses()
            .that()
            .resideInAPackage("dev.chainrule.kernel..")
            .should()
            .callMethodWhere(describe(
                    "the target is a transcendental function of Math",
                    call -> call.getTargetOwner().isEquivalentTo(Math.class)
                            && TRANSCENDENTAL.contains(call.getName())))
            .because("the last bit may differ by platform; use StrictMath or an own polynomial");

    @ArchTest
    static final ArchRule vectorKernelsUseNoOperatorWithPlatformBits = noClasses()
            .should()
            .accessFieldWhere(describe(
                    "the target is ADD or a transcendental operator of VectorOperators",
                    access -> access.getTargetOwner().getName().equals("jdk.incubator.vector.VectorOperators")
                            && (access.getName().equals("ADD")
                                    || TRANSCENDENTAL.contains(access.getName().toLowerCase(Locale.ROOT)))))
            .because("the order of a lane reduction and the last bit of a function may differ by platform;"
                    + " sum lanes in a fixed order, use an own polynomial, and add(x) for lanes");

    @ArchTest
    static final ArchRule nothingIsReadOrWrittenAsSerializedObjects = noClasses()
            .should()
            .dependOnClassesThat(DescribedPredicate.or(type(ObjectInputStream.class), type(ObjectOutputStream.class)));

    @ArchTest
    static final ArchRule nothingAsksForTheTimeOfDay = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .dependOnClassesThat(type(Clock.class))
            .orShould()
            .callMethodWhere(describe(
                    "the target is now() of java.time",
                    call -> call.getName().equals("now")
                            && call.getTargetOwner().getPackageName().startsWith("java.time")))
            .because("clocks are set while a run is under way; System.nanoTime measures how long something takes");

    @ArchTest
    static final ArchRule theLibraryPrintsNothing = noClasses().should(ACCESS_STANDARD_STREAMS);
}
