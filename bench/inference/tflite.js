// Microseconds of CPU that one inference takes in TensorFlow Lite for WebAssembly, with SIMD and one thread:
// node tflite.js SECONDS MODEL.tflite...   One line a model: "tflite NAME MICROSECONDS"
const fs = require('fs');
const path = require('path');

const home = path.join(path.dirname(require.resolve('@tensorflow/tfjs-tflite/package.json')), 'wasm');

function measure(runner, seconds) {
  const before = process.cpuUsage();
  for (let inferences = 20; ; inferences += 20) {
    for (let i = 0; i < 20; i++)
      if (!runner.Infer()) throw new Error('the inference failed');
    const used = process.cpuUsage(before);
    const microseconds = used.user + used.system;
    if (microseconds >= seconds * 1e6) return microseconds / inferences;
  }
}

async function main([seconds, ...models]) {
  const tflite = await require(path.join(home, 'tflite_web_api_cc_simd.js'))({
    wasmBinary: fs.readFileSync(path.join(home, 'tflite_web_api_cc_simd.wasm')), print() {}, printErr() {},
  });
  for (const model of models) {
    const bytes = fs.readFileSync(model);
    const at = tflite._malloc(bytes.length);
    tflite.HEAPU8.set(bytes, at);
    const made = tflite.TFLiteWebModelRunner.CreateFromBufferAndOptions(
      at, bytes.length, { numThreads: 1, enableProfiling: false, maxProfilingBufferEntries: 1024 });
    if (!made.ok()) throw new Error(made.errorMessage());
    const runner = made.value();
    const input = runner.GetInputs().get(0).data();
    for (let i = 0; i < input.length; i++) input[i] = (i * 73) % 251 - 125;
    measure(runner, Math.max(seconds, 0.5));
    console.log(`tflite ${path.basename(path.dirname(path.resolve(model)))} ${measure(runner, +seconds).toFixed(2)}`);
  }
}

main(process.argv.slice(2));
