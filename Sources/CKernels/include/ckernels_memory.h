/// How the process asks the system for memory.
#ifndef CKERNELS_MEMORY_H
#define CKERNELS_MEMORY_H

/// Lets blocks of half a mebibyte or more come from the system and go back to it, always. The C
/// library otherwise moves that limit while the program runs, and the peak depends on chance.
void ck_memory_steady(void);

#endif
