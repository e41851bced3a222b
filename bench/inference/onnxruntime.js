// Microseconds of CPU that one inference takes in ONNX Runtime: node onnxruntime.js SECONDS MODEL.onnx...
// One line a model: "ort NAME MICROSECONDS"; the call from JavaScript is in it.
const ort = require('onnxruntime-node');
const path = require('path');

const bytes = { float32: Float32Array, int8: Int8Array, uint8: Uint8Array, int32: Int32Array };

async function measure(session, feeds, seconds) {
  const before = process.cpuUsage();
  for (let inferences = 20; ; inferences += 20) {
    for (let i = 0; i < 20; i++) await session.run(feeds);
    const used = process.cpuUsage(before);
    const microseconds = used.user + used.system;
    if (microseconds >= seconds * 1e6) return microseconds / inferences;
  }
}

async function main([seconds, ...models]) {
  for (const model of models) {
    const session = await ort.InferenceSession.create(model, {
      intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential', graphOptimizationLevel: 'all',
    });
    const feeds = {};
    for (const { name, type, shape } of session.inputMetadata) {
      const data = new bytes[type](shape.reduce((product, dim) => product * dim, 1));
      for (let i = 0; i < data.length; i++) data[i] = type === 'float32' ? Math.sin(i) : (i * 73) % 251 - 125;
      feeds[name] = new ort.Tensor(type, data, shape);
    }
    await measure(session, feeds, Math.max(seconds, 0.5));
    console.log(`ort ${path.basename(model, '.onnx')} ${(await measure(session, feeds, +seconds)).toFixed(2)}`);
  }
}

main(process.argv.slice(2));
