#include "text.h"

void text_string(const char *text)
{
    uint32_t length = 0;
    while (text[length] != '\0')
        length++;
    channel_write(CHANNEL_RESULT, text, length);
}

/* By subtraction: a division would link 64-bit division, which a model that divides should be seen to bring along. */
void text_number(const char *key, uint64_t value)
{
    static const uint64_t powers[] = {
        10000000000000000000u, 1000000000000000000u, 100000000000000000u, 10000000000000000u, 1000000000000000u,
        100000000000000u,      10000000000000u,      1000000000000u,      100000000000u,      10000000000u,
        1000000000u,           100000000u,           10000000u,           1000000u,           100000u,
        10000u,                1000u,                100u,                10u,                1u,
    };
    char digits[20];
    uint32_t length = 0;
    for (uint32_t i = 0; i < 20u; i++) {
        char digit = '0';
        for (; value >= powers[i]; value -= powers[i])
            digit++;
        if (digit != '0' || length != 0u || i == 19u)
            digits[length++] = digit;
    }
    text_string(key);
    text_string("=");
    channel_write(CHANNEL_RESULT, digits, length);
    text_string("\n");
}

void text_hex(uint32_t value)
{
    char digits[10] = {'0', 'x'};
    for (uint32_t i = 0; i < 8u; i++)
        digits[2u + i] = "0123456789abcdef"[(value >> (28u - 4u * i)) & 15u];
    channel_write(CHANNEL_RESULT, digits, sizeof digits);
}
