/** The lab of file systems: each promise of Fileview on local file systems and on a cluster volume. */
@NullMarked
package io.fileview.labs.cluster;

import org.jspecify.annotations.NullMarked;
