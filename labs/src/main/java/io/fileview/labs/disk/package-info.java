/** A disk that writes down what it is told, fails when asked to, and can be cut off at any point. */
@NullMarked
package io.fileview.labs.disk;

import org.jspecify.annotations.NullMarked;
