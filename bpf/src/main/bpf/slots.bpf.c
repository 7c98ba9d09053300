// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* Nothing but the maps that all subjects share. */
#include "slots.bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";
