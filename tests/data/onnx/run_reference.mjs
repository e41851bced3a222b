// Adds onnxruntime's outputs to the models here: npm install onnxruntime-node; node run_reference.mjs [model ...]
import * as fs from "node:fs";
import * as path from "node:path";
import { createRequire } from "node:module";
const ort = createRequire(path.join(process.cwd(), "x.js"))("onnxruntime-node");

const here = path.dirname(new URL(import.meta.url).pathname);
const arrays = { float32: Float32Array, int64: BigInt64Array, int32: Int32Array, uint8: Uint8Array, int8: Int8Array, bool: Uint8Array };

const wanted = process.argv.slice(2);
for (const name of fs.readdirSync(here).sort()) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const folder = path.join(here, name);
  if (!fs.existsSync(path.join(folder, "meta.json"))) continue;
  const meta = JSON.parse(fs.readFileSync(path.join(folder, "meta.json")));
  const session = await ort.InferenceSession.create(path.join(folder, "model.onnx"), { graphOptimizationLevel: "disabled", logSeverityLevel: 3 });
  for (let k = 0; fs.existsSync(path.join(folder, `input_${k}_0.bin`)); k++) {
    const feeds = {};
    meta.inputs.forEach((input, i) => {
      const bytes = new Uint8Array(fs.readFileSync(path.join(folder, `input_${k}_${i}.bin`)));
      feeds[input.name] = new ort.Tensor(input.type, new arrays[input.type](bytes.buffer), input.dims);
    });
    const results = await session.run(feeds);
    meta.outputs = session.outputNames.map((output, o) => {
      const { data, dims, type } = results[output];
      fs.writeFileSync(path.join(folder, `output_${k}_${o}.bin`), new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      return { name: output, type, dims: dims.map(Number) };
    });
  }
  meta.reference = `onnxruntime ${ort.env.versions.node}`;
  fs.writeFileSync(path.join(folder, "meta.json"), JSON.stringify(meta, null, 1) + "\n");
  console.log(name, JSON.stringify(meta.outputs.map(o => o.dims)));
}
