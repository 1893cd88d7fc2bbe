package dev.chainrule.lab.derive;

/// How far a form of a layer is from its computation graph: output and all gradients.
///
/// @param form what was compared, such as `closed form`
/// @param difference the largest one, as a share of the largest number
/// @param allowed what rounding explains
public record Agreement(String form, double difference, double allowed) {
    /// Whether rounding explains the difference.
    public boolean holds() {
        return difference <= allowed;
    }
}
