# Lines "ENGINE MODEL MICROSECONDS" to a table of medians and of how much longer the others take.
{ values[$1, $2] = values[$1, $2] " " $3 }

function median(text,    list, count, i, j, swap) {
    count = split(text, list, " ")
    if (count == 0) return 0
    for (i = 1; i <= count; i++)
        for (j = i + 1; j <= count; j++)
            if (list[j] + 0 < list[i] + 0) { swap = list[i]; list[i] = list[j]; list[j] = swap }
    return (list[int((count + 1) / 2)] + list[int(count / 2) + 1]) / 2
}

function times(other, own) { return other > 0 ? sprintf("%8.1f %5.2fx", other, other / own) : sprintf("%15s", "-") }

END {
    call = median(values["ort", "simple_add"])
    printf "microseconds of CPU an inference; Nx: how many times as long as Mote\n"
    printf "%-12s %8s %15s %15s %15s %15s\n", "", "Mote", "ONNX RT int8", "less the call", "ONNX RT float", "TFLite WASM"
    count = split(int8, models, " ")
    for (i = 1; i <= count; i++) {
        name = models[i]
        twin = name
        sub(/_int8$/, "_float", twin)
        own = median(values["mote", name])
        ort = median(values["ort", name])
        printf "%-12s %8.1f %s %s %s %s\n", name, own, times(ort, own), times(ort > call ? ort - call : 0, own), \
            times(median(values["ort", twin]), own), times(median(values["tflite", name]), own)
    }
    printf "a call of ONNX Runtime from node that does next to nothing: %.1f\n", call
}
