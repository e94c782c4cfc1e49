/** The promises of Fileview on the file systems of Linux and on a cluster volume, each tried here. */
@NullMarked
package io.fileview.labs.cluster;

import org.jspecify.annotations.NullMarked;
