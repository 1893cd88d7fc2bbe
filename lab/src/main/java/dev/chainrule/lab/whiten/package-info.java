/// Principal components of images, and the layers of a network that are computed from its training images.
///
/// | class | what |
/// |---|---|
/// | [PrincipalComponents][dev.chainrule.lab.whiten.PrincipalComponents] | the axes along which images vary most |
/// | [FittedLayers][dev.chainrule.lab.whiten.FittedLayers] | computes the layers that training leaves as they are |
@NullMarked
package dev.chainrule.lab.whiten;

import org.jspecify.annotations.NullMarked;
