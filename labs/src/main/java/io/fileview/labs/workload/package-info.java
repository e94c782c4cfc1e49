/** Programs that change files while a lab disturbs them, and what must be in the files afterwards. */
@NullMarked
package io.fileview.labs.workload;

import org.jspecify.annotations.NullMarked;
