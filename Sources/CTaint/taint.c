#include "CTaint.h"
