/** A disk that logs its requests, fails on demand, and can lose power at any moment. */
@NullMarked
package io.fileview.labs.disk;

import org.jspecify.annotations.NullMarked;
