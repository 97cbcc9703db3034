#ifndef DRIVER_TABLE_H
#define DRIVER_TABLE_H

/* The finding with this code, its letter in either case; or -1. */
int table_find_code(const char *code);

#endif
