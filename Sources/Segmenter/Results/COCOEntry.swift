import Foundation
import Parsing

/// A mask as COCO's lists have it, results and annotations: what `COCO` and `loadRes` of pycocotools read.
package enum COCOEntry {
    /// One entry, as JSON on one line.
    ///
    /// - `image`, `category`: their numbers, or whatever else JSON has for them.
    /// - `size`: of the mask in pixels; `counts`: its compressed run lengths.
    /// - `rest`: further fields, as JSON.
    package static func json(
        image: some Encodable, category: Int, size: (height: Int, width: Int), counts: String,
        _ rest: String
    ) throws -> String {
        try "{\"image_id\":\(value(image)),\"category_id\":\(category),"
            + "\"segmentation\":{\"size\":[\(size.height),\(size.width)],"
            + "\"counts\":\(value(counts))},\(rest)}"
    }

    /// Anything as JSON.
    package static func value(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder.oneLine.encode(value), as: UTF8.self)
    }
}
